// A stream of events on the platform itself: the edge's waiter and the object's, over a hibernating socket.
import { evictDurableObject } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { CALLER, makeSandbox } from '../../test/support/object.ts'
import type { Opened } from '../../test/support/object.ts'
import { eventQuery } from '../../schema/api/events.ts'
import { valueOf } from '../http/outcome.ts'
import type { Principal } from '../keys/principal.ts'
import { planEvents } from './event-plan.ts'
import { EventReader } from './event-reader.ts'
import { eventStream } from './event-stream.ts'

type Line = { readonly sequence: number; readonly kind: string; readonly why: string }

async function follow({ sandbox }: Opened, kind = 'process.changed'): Promise<ReadableStreamDefaultReader<string>> {
  const request = new Request('http://samsa.test/', { headers: { Accept: 'application/x-ndjson' } })
  const plan = planEvents(eventQuery.parse({ from: 'latest', lang: 'en', kind }), request)
  const principal = { topicPrefix: null } as Principal
  const reader = await EventReader.open({ sandbox, caller: CALLER, sandboxId: 's', principal }, plan)
  const answer = eventStream(reader, await reader.round(), { ...plan, form: 'ndjson' }, () => undefined)
  if (answer.body === null) throw new Error('a stream has a body')
  return answer.body.pipeThrough(new TextDecoderStream()).getReader()
}

async function next(lines: ReadableStreamDefaultReader<string>): Promise<Line> {
  const { value } = await lines.read()
  return JSON.parse(value ?? '') as Line
}

it('tells what happens while the reader waits, also after the object slept', async () => {
  const opened = await makeSandbox({ clock: 'manual' })
  const lines = await follow(opened)
  const killed = await opened.sandbox.act(CALLER, { kind: 'node', nodeId: 1, action: 'kill' })
  if (!killed.ok || !killed.value.done) throw new Error('a broker that runs can be killed')
  expect(await next(lines)).toEqual(expect.objectContaining({ sequence: killed.value.sequence, kind: 'process.changed' }))
  await evictDurableObject(opened.stub)
  await opened.sandbox.act(CALLER, { kind: 'node', nodeId: 3000, action: 'pause' })
  expect(await next(lines)).toMatchObject({ kind: 'process.changed', why: expect.stringContaining('3000') })
  await lines.cancel()
})

it('goes on with lower sequences when the cluster was rewound meanwhile', async () => {
  const opened = await makeSandbox({ clock: 'manual' })
  const { sandbox } = opened
  const lines = await follow(opened, 'process.changed,clock.changed')
  const moment = valueOf(await sandbox.state(CALLER), 's').sequence
  await sandbox.act(CALLER, { kind: 'node', nodeId: 1, action: 'kill' })
  expect(await next(lines)).toMatchObject({ kind: 'process.changed', sequence: moment + 1 })
  await sandbox.rewind(CALLER, moment)
  expect(await next(lines)).toMatchObject({ kind: 'clock.changed', sequence: moment + 1 })
  await sandbox.act(CALLER, { kind: 'node', nodeId: 2, action: 'kill' })
  expect(await next(lines)).toMatchObject({ kind: 'process.changed', sequence: moment + 2 })
  await lines.cancel()
})
