// The one alarm: when it moves, and that the platform takes every time it is given, in a sandbox with applications too.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { plan } from '../../test/support/apps.ts'
import { MemoryStorage } from '../../test/support/memory-storage.ts'
import { Alarm } from './alarm.ts'
import { Home } from './home.ts'

const START_MS = 1_700_000_000_000

/** Says what the platform says. */
class StrictStorage extends MemoryStorage {
  readonly set: number[] = []

  override async setAlarm(alarmMs: number): Promise<void> {
    if (!(alarmMs > 0)) throw new TypeError('setAlarm() cannot be called with an alarm time before 1970')
    this.set.push(alarmMs)
    return super.setAlarm(alarmMs)
  }
}

describe('the alarm', () => {
  it('is set only when it comes earlier, unless it is put off', async () => {
    const kept = new StrictStorage()
    const alarm = new Alarm(kept.storage)
    for (const dueMs of [5_000, 5_000, 9_000, 3_000]) await alarm.moveTo(dueMs)
    await alarm.moveTo(9_000, true)
    expect(kept.set).toEqual([5_000, 3_000, 9_000])
    await alarm.moveTo(null)
    expect(kept.alarmMs).toBeNull()
  })

  it.each([0, -1, Number.NEGATIVE_INFINITY])('is set at once for what was due at %s', async (dueMs) => {
    const kept = new StrictStorage()
    await new Alarm(kept.storage).moveTo(dueMs)
    expect(kept.alarmMs).toBe(1)
  })
})

describe('a sandbox with an application', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: START_MS })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  it('that is loaded again waits for the same time as before, and not for one that is long past', async () => {
    const hooks = { onCommit: () => undefined, onBroken: fail, isConnected: () => true, isWatched: () => false }
    const kept = new StrictStorage()
    const brokers = [1, 2, 3].map((brokerId) => ({ brokerId, rack: null }))
    const spec = {
      sandboxId: 'AAAAAAAAAAAAAAAAAAAAAA',
      name: 'lab',
      brokers,
      brokerConfigs: [],
      clock: 'realtime',
      seed: 1,
      expiresMs: null,
      keys: [],
    } as const
    const home = await Home.create(kept.storage, spec, hooks)
    const topic = { name: 't', numPartitions: 1, replicationFactor: 3, assignments: [], configs: [] }
    await home.runtime.request({ api: 'CreateTopics', request: { topics: [topic], validateOnly: false } })
    await home.runtime.act({
      kind: 'createApp',
      starts: true,
      plan: plan({ configs: { 'enable.idempotence': 'true' }, workload: { recordsPerSecond: 1 } }),
    })
    vi.setSystemTime(START_MS + 1_500)
    home.runtime.tick()
    kept.alarmMs = null
    await new Promise((resolve) => setImmediate(resolve))
    await home.settleAlarm()
    const dueMs = home.runtime.clock.nextDueMs
    const again = Home.open(kept.storage, hooks)
    expect(again.runtime.clock.nextDueMs).toBe(dueMs)
    expect(dueMs).toBeGreaterThan(START_MS + 1_500)
    await again.settleAlarm()
    for (const setMs of kept.set) expect(setMs).toBeGreaterThan(START_MS)
  })
})

function fail(cause: unknown): never {
  throw cause
}
