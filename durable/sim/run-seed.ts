// One simulation from its seed: a cluster, clients that work, a nemesis that breaks things, time that passes, and every invariant after every
// step. At the end all is mended, the cluster must come to rest with nothing lost, and what all clients were told is looked through for anomalies.
import { ClientHistory } from './anomalies/client-history.ts'
import { Audit } from './audit.ts'
import { Chance } from './chance.ts'
import { ClientContext } from './clients/client-context.ts'
import type { Group } from './clients/groups.ts'
import { lookAtEverything } from './clients/last-look.ts'
import { History } from './history.ts'
import { checkAnomalies } from './invariants/anomalies.ts'
import { checkProcessed } from './invariants/processed-records.ts'
import { checkRest } from './invariants/rest.ts'
import { makeCluster } from './make-cluster.ts'
import type { Character } from './make-cluster.ts'
import { MUTANTS } from './mutants.ts'
import type { MutantName } from './mutants.ts'
import { healAll, strike } from './nemesis.ts'
import { must, Violation } from './violation.ts'
import type { Invariant } from './violation.ts'
import { Workload } from './workload.ts'
import { World } from './world.ts'

export type SeedOptions = {
  readonly seed: number
  readonly steps: number
  readonly mutant?: MutantName | null
  /** Is told what each step does, before it does it. */
  readonly tell?: (sentence: string) => void
}

export type Failure = {
  /** The step that failed, counted from 1; one more than there are steps when it is the rest at the end. */
  readonly step: number
  readonly invariant: Invariant
  readonly sentence: string
}

export type SeedResult = { readonly failure: Failure | null; readonly journal: readonly string[] }

/** Walks over all bytes and all state happen every so many steps: after each one they would take most of the time. */
const STEPS_PER_WALK = 25

export function runSeed({ seed, steps, mutant = null, tell = () => {} }: SeedOptions): SeedResult {
  const chance = new Chance(seed)
  const { spec, character } = makeCluster(seed, chance)
  tell(`cluster: ${JSON.stringify(spec.brokers)} ${JSON.stringify(spec.brokerConfigs)}`)
  const audit = new Audit(new History(character))
  let step = 0
  const journal: string[] = []
  try {
    const world = new World(spec, audit, journal, mutant === null ? undefined : MUTANTS[mutant])
    const context = new ClientContext(world, audit, chance, new ClientHistory())
    const workload = new Workload(context, character.workload)
    for (step = 1; step <= steps; step++) {
      const did = takeStep(world, workload, chance, character)
      tell(`${step}: ${did}`)
      audit.checkStep(world)
      if (step % STEPS_PER_WALK === 0) audit.checkAll(world)
    }
    tell(`${step}: all is mended`)
    comeToRest(context, workload.groups)
    return { failure: null, journal }
  } catch (error) {
    return { failure: failureOf(step, error), journal }
  }
}

function takeStep(world: World, workload: Workload, chance: Chance, { nemesis, nemesisPercent, waitPercent }: Character): string {
  const choice = chance.below(100)
  if (choice < nemesisPercent) return strike(world, chance, nemesis)
  if (choice < nemesisPercent + waitPercent) return wait(world, chance)
  return workload.work()
}

const DAY_MS = 86_400_000

function wait(world: World, chance: Chance): string {
  const mostMs = chance.oneOf([10, 10, 1000, 1000, 5000, 10_000, 10_000, 40_000, 40_000, 400_000, 8 * DAY_MS])
  const ms = chance.between(1, mostMs)
  world.pass(ms)
  return `wait ${ms} ms`
}

/** Longer than every timeout: sessions, sockets, requests, lag; several times, because one thing waits for the other. */
const REST_MS = 61_000
const REST_ROUNDS = 8

function comeToRest(context: ClientContext, groups: readonly Group[]): void {
  const { world, audit, clientHistory } = context
  healAll(world)
  letRest(world)
  if (audit.history.promisesRecords) {
    for (const group of groups) group.finish()
    audit.checkGroups(world)
  }
  letRest(world)
  audit.checkGroups(world)
  audit.checkStep(world)
  audit.checkAll(world)
  checkRest(world, audit.history)
  must('rest', audit.unanswered === 0, () => `All is mended, and ${audit.unanswered} requests were never answered.`)
  audit.proveAll(world)
  lookAtEverything(context)
  if (!audit.history.promisesRecords) return
  checkAnomalies(clientHistory.operations, audit.history.excuses(world.cluster))
  checkProcessed(context, new Set(groups.flatMap(({ groupId, isTransactional }) => (isTransactional ? groupId : []))))
}

function letRest(world: World): void {
  for (let round = 0; round < REST_ROUNDS; round++) world.pass(REST_MS)
}

/** Whatever is thrown is a failure; an assertion of the engine as much as an invariant. */
function failureOf(step: number, error: unknown): Failure {
  if (error instanceof Violation) return { step, invariant: error.invariant, sentence: error.message }
  if (!(error instanceof Error)) throw error
  const [, where = ''] = (error.stack ?? '').split('\n    at ').filter((line) => !line.includes('assert.ts'))
  return { step, invariant: 'assertion', sentence: `${error.message} (${where.trim()})` }
}
