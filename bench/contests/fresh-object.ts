// Every round works on a new object, for floors and works alike: databases do not grow from round to round, no quota is reached, and
// what a round has stored is removed before the next one begins.

import { ask, createSandbox, createTopic, deleteSandbox, expectStatus, type BenchSandbox } from '../servers/sandbox.ts'

export const TOPIC = 'bench'

/** Runs work on a new sandbox with one topic of one partition. */
export async function inFreshSandbox<Value>(
  origin: string,
  work: (sandbox: BenchSandbox) => Promise<Value>,
  replicationFactor = 1,
): Promise<Value> {
  const sandbox = await createSandbox(origin)
  await createTopic(sandbox, TOPIC, 1, replicationFactor)
  const value = await work(sandbox)
  await deleteSandbox(sandbox)
  return value
}

let floorObjects = 0

/** Runs work on a new object of the floor server, given its name. */
export async function inFreshFloorObject<Value>(origin: string, work: (objectName: string) => Promise<Value>): Promise<Value> {
  const objectName = `floor-${floorObjects++}`
  // The first request makes the object, as making the sandbox does for a work.
  expectStatus(await ask(origin, { method: 'POST', path: `/no-op/${objectName}` }), 200)
  const value = await work(objectName)
  expectStatus(await ask(origin, { method: 'POST', path: `/forget/${objectName}` }), 200)
  return value
}
