// What a client sees of a broker that does not answer, and of a cluster that stays as it is.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { metadataMessages } from '../../schema/kafka/protocol/messages/metadata.ts'
import type { FaultSpec } from '../../durable/engine/faults/fault.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { inTime, WatchedObject } from '../../test/support/quiet-wire.ts'
import { createTopic } from '../../test/support/records.ts'
import { TestWire } from '../../test/support/wire.ts'
import { BrokerRefusedError } from './broker-link.ts'
import { UnheardError } from './wire-api.ts'

const edge = new MemoryEdge()
const LOOK = {
  topics: null,
  allowAutoTopicCreation: true,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
}
let made: MadeSandbox
let wire: TestWire
let others: WatchedObject

const look = () => wire.call(metadataMessages, 12, LOOK)
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => null).catch((cause: unknown) => cause)

async function breakIt(spec: FaultSpec): Promise<void> {
  await others.act({ kind: 'startFault', durationMs: null, spec })
}

beforeEach(async () => {
  made = await edge.sandbox({ seed: 1 })
  createTopic(edge.clusterOf(made.id), 't')
  wire = await TestWire.open(edge, made)
  others = new WatchedObject(edge, made)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a request whose broker does not answer', () => {
  it.each([
    ['to the broker', { from: 'clients', to: 1 }],
    ['from the broker', { from: 1, to: 'clients' }],
  ] as const)('is met with silence while the link %s is cut, and its connection ends when that heals', async (_, ends) => {
    await breakIt({ kind: 'link', ...ends, latencyMs: 0, loss: 0, cut: true })
    const failed = failure(look())
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(await Promise.race([failed, Promise.resolve('silence')])).toBe('silence')
    await others.act({ kind: 'endFault', faultId: 1 })
    expect(await failed).toBeInstanceOf(UnheardError)
    expect(wire.sent).toEqual([])
  })

  it('is given up by its client, and nobody waits any more', async () => {
    await breakIt({ kind: 'link', from: 'clients', to: 1, latencyMs: 0, loss: 0, cut: true })
    const failed = failure(look())
    await vi.advanceTimersByTimeAsync(30_000)
    wire.close()
    expect(await failed).toBeInstanceOf(UnheardError)
  })

  it('ends its connection at once when the answer was lost on the way', async () => {
    await breakIt({ kind: 'drop_response', api: 'Metadata', brokerId: null, count: 1 })
    expect(await failure(inTime(look()))).toBeInstanceOf(UnheardError)
    wire = await TestWire.open(edge, made)
    expect((await inTime(look())).topics).toHaveLength(1)
  })

  it('is met with silence while the broker is paused, and answered when that ends soon', async () => {
    await others.act({ kind: 'node', nodeId: 1, action: 'pause' })
    const asked = look()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(wire.sent).toEqual([])
    await others.act({ kind: 'node', nodeId: 1, action: 'resume' })
    expect((await asked).topics).toHaveLength(1)
  })

  it('is met with silence also when the object has slept meanwhile', async () => {
    await breakIt({ kind: 'link', from: 'clients', to: 1, latencyMs: 0, loss: 0, cut: true })
    const failed = failure(look())
    await vi.advanceTimersByTimeAsync(1_000)
    others.object.lines.forget()
    await others.act({ kind: 'endFault', faultId: 1 })
    expect(await failed).toBeInstanceOf(UnheardError)
  })
})

describe('a line', () => {
  it('that breaks is mended while its client waits for nothing', async () => {
    others.object.lines.breakAll()
    await vi.advanceTimersByTimeAsync(1)
    expect((await inTime(look())).topics).toHaveLength(1)
    expect(await Promise.race([wire.ended, Promise.resolve('open')])).toBe('open')
  })

  it('that breaks ends with its broker when that is down by then', async () => {
    await others.act({ kind: 'node', nodeId: 1, action: 'kill' })
    others.object.lines.breakAll()
    await vi.advanceTimersByTimeAsync(1)
    await wire.ended
    await expect(TestWire.open(edge, made)).rejects.toBeInstanceOf(BrokerRefusedError)
  })

  it('that cannot be mended ends', async () => {
    const opened = vi.spyOn(others.object, 'fetch').mockRejectedValue(new Error('The object is out of order.'))
    others.object.lines.breakAll()
    await vi.advanceTimersByTimeAsync(60_000)
    await wire.ended
    expect(opened.mock.calls.length).toBeGreaterThan(1)
  })

  it('that its client has left is not mended', async () => {
    const opened = vi.spyOn(others.object, 'fetch')
    wire.close()
    others.object.lines.breakAll()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(opened).not.toHaveBeenCalled()
  })
})

describe('a look at the cluster', () => {
  it('is answered without the object while nothing has changed', async () => {
    const first = await inTime(look())
    others.arrivals()
    for (let looks = 0; looks < 10; looks++) expect(await inTime(look())).toEqual(first)
    await others.produce('a')
    expect(await inTime(look())).toEqual(first)
    expect(others.arrivals()).toBe(0)
  })

  it('shows what has changed since', async () => {
    await inTime(look())
    await others.ask('CreateTopics', {
      topics: [{ name: 'u', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
      validateOnly: false,
    })
    expect((await inTime(look())).topics).toHaveLength(2)
    await others.act({ kind: 'node', nodeId: 2, action: 'stop' })
    expect((await inTime(look())).brokers).toHaveLength(2)
  })

  it('reaches the object when it asks for something else, and when something is in store for it', async () => {
    await inTime(look())
    others.arrivals()
    expect((await inTime(wire.call(metadataMessages, 12, { ...LOOK, topics: [] }))).topics).toEqual([])
    expect(others.arrivals()).toBe(1)
    await breakIt({ kind: 'drop_response', api: 'Metadata', brokerId: null, count: 1 })
    expect(await failure(inTime(look()))).toBeInstanceOf(UnheardError)
  })
})
