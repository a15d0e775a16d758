// Patterns without an application: what becomes of a record, decision by decision.
import { describe, expect, it } from 'vitest'
import { MAX_HELD_RECORDS, MAX_RECORD_FORWARDS, MAX_RECORD_HOPS } from '../../../../schema/limits.ts'
import { acknowledged, committable, handle, nextHandlerMs, released, resumable, turnWheel } from './handle.ts'
import type { Handled } from './handle.ts'
import { headerOf, hopsOf } from './message-headers.ts'
import { isKeptBack } from './on-consume.ts'
import { newHandlerState } from './pattern.ts'
import type { ConsumedRecord, ConsumerInterceptor, HandlerState, Headers, Message, Pattern } from './pattern.ts'

const NOW_MS = 1_000_000

function record(offset: number, headers: Headers = [], other: Partial<ConsumedRecord> = {}): ConsumedRecord {
  return {
    topic: 't',
    partitionIndex: 0,
    offset,
    leaderEpoch: 3,
    timestampMs: NOW_MS,
    key: 'k',
    value: `value ${offset}`,
    headers,
    ...other,
  }
}

/** A handler that is told one record after another. */
class Handler {
  state: HandlerState = newHandlerState()
  readonly #pattern: Pattern
  readonly #interceptors: readonly ConsumerInterceptor[]

  constructor(pattern: Pattern, ...interceptors: readonly ConsumerInterceptor[]) {
    this.#pattern = pattern
    this.#interceptors = interceptors
  }

  handle(consumed: ConsumedRecord, error: string | null = null, nowMs = NOW_MS): Handled {
    const at = { plan: { interceptors: this.#interceptors, pattern: this.#pattern }, application: 'a', nowMs }
    const isDropped = isKeptBack(this.#interceptors, consumed, nowMs)
    const handled = handle(this.state, { record: consumed, error, isDropped }, at)
    this.state = handled.state
    return handled
  }

  /** How the record ended. */
  fate(consumed: ConsumedRecord, error: string | null = null, nowMs = NOW_MS): string | undefined {
    return this.handle(consumed, error, nowMs).ended?.fate
  }

  get committable(): (readonly [partition: string, offset: number])[] {
    return committable(this.state).map(({ topic, partitionIndex, offset }) => [`${topic}-${partitionIndex}`, offset])
  }

  get leaving(): Message[] {
    return this.state.leaving.map(({ message }) => message)
  }

  /** The one message that leaves, acknowledged. */
  send(): { readonly message: Message; readonly fate: string } {
    const [first, second] = this.state.leaving
    if (first === undefined || second !== undefined) throw new Error(`${this.state.leaving.length} messages leave`)
    this.state = acknowledged(this.state, [first.record]).state
    return { message: first.message, fate: first.fate }
  }
}

/** The message as somebody reads it. */
function read({ topic, key, value, headers }: Message, offset: number, timestampMs: number): ConsumedRecord {
  return record(offset, headers, { topic, key, value, timestampMs })
}

const ROUTE: Pattern = { kind: 'route', header: 'kind', topics: { invoice: 'invoices', order: 'orders' }, otherwise: null }
const DEAD_LETTER: Pattern = { kind: 'deadLetter', topic: 'dead', maxAttempts: 3, backoffMs: 500 }
const RETRY: Pattern = {
  kind: 'retry',
  levels: [
    { topic: 'retry-1', delayMs: 1_000 },
    { topic: 'retry-2', delayMs: 10_000 },
  ],
  deadLetterTopic: 'dead',
}
const LEVELS = [
  { topic: 'delay-1', delayMs: 5_000 },
  { topic: 'delay-2', delayMs: 60_000 },
]
const DELAY: Pattern = { kind: 'delayLevels', header: 'delay-ms', unit: 'milliseconds', levels: LEVELS, targetTopic: 'target' }
const WHEEL: Pattern = { kind: 'timingWheel', header: 'delay-ms', tickMs: 100, wheelSize: 10, targetTopic: 'target' }

describe('a record that is sent on', () => {
  it('[PAT1] keeps what it has, and says where it was read first', () => {
    const handler = new Handler(ROUTE)
    handler.handle(record(7, [['kind', 'order']]))
    const { message } = handler.send()
    expect(message).toEqual({
      topic: 'orders',
      key: 'k',
      value: 'value 7',
      headers: [
        ['kind', 'order'],
        ['x-original-topic', 't'],
        ['x-original-partition', '0'],
        ['x-original-offset', '7'],
        ['x-original-timestamp', String(NOW_MS)],
        ['x-forwards', '1'],
      ],
    })
    handler.handle(read({ ...message, topic: 'elsewhere' }, 99, NOW_MS + 5))
    expect(headerOf(handler.send().message.headers, 'x-original-offset')).toBe('7')
  })

  it('[PAT1] ends when it is acknowledged, and nothing is committable beyond it before', () => {
    const handler = new Handler(ROUTE)
    handler.handle(record(5))
    expect(handler.committable).toEqual([['t-0', 6]])
    handler.handle(record(6, [['kind', 'order']]))
    handler.handle(record(7))
    expect(handler.committable).toEqual([['t-0', 6]])
    const { state, ended } = acknowledged(handler.state, [record(6)])
    expect(ended.map(({ fate, record: { offset } }) => [fate, offset])).toEqual([['routed', 6]])
    handler.state = state
    expect(handler.committable).toEqual([['t-0', 8]])
  })

  it('[PAT1] is forgotten with its partition, and so is what was reached there', () => {
    const handler = new Handler(ROUTE)
    handler.handle(record(6, [['kind', 'order']]))
    handler.handle(record(2, [], { partitionIndex: 1 }))
    handler.state = released(handler.state, [{ topic: 't', partitionIndex: 0 }])
    expect(acknowledged(handler.state, [record(6)]).ended).toEqual([])
    expect(handler.committable).toEqual([['t-1', 3]])
  })
})

describe('a dead-letter topic', () => {
  it('[PAT2] gets a record after its last attempt, with what was thrown', () => {
    const handler = new Handler(DEAD_LETTER)
    expect(handler.handle(record(0), 'boom').waits?.untilMs).toBe(NOW_MS + 500)
    expect(handler.committable).toEqual([])
    expect(resumable(handler.state, NOW_MS + 499).partitions).toEqual([])
    const resumed = resumable(handler.state, NOW_MS + 500)
    expect(resumed.partitions).toMatchObject([{ topic: 't', partitionIndex: 0 }])
    handler.state = resumed.state
    expect(handler.handle(record(0), 'boom', NOW_MS + 500).waits?.untilMs).toBe(NOW_MS + 1_000)
    handler.handle(record(0), 'bang', NOW_MS + 1_000)
    const { message, fate } = handler.send()
    expect([message.topic, fate, headerOf(message.headers, 'x-exception'), headerOf(message.headers, 'x-attempt')]).toEqual([
      'dead',
      'deadLettered',
      'bang',
      '3',
    ])
    expect(handler.committable).toEqual([['t-0', 1]])
  })

  it('[PAT2] does not get what succeeds in the end, and every record has attempts of its own', () => {
    const handler = new Handler(DEAD_LETTER)
    handler.handle(record(0), 'boom')
    handler.handle(record(0), 'boom')
    expect(handler.fate(record(0))).toBe('processed')
    expect(handler.handle(record(1), 'boom').waits?.untilMs).toBe(NOW_MS + 500)
    expect(handler.handle(record(0, [], { partitionIndex: 1 }), 'boom').waits?.untilMs).toBe(NOW_MS + 500)
    expect(handler.handle(record(1), 'boom').waits?.untilMs).toBe(NOW_MS + 500)
    expect(handler.handle(record(1), 'boom').waits).toBeNull()
    expect(handler.leaving.length).toBe(1)
  })
})

describe('retry levels', () => {
  it('[PAT3] take a record further each time it fails, and let it wait for as long as they say', () => {
    const handler = new Handler(RETRY)
    handler.handle(record(0), 'one')
    const first = handler.send()
    expect([first.fate, first.message.topic]).toEqual(['retried', 'retry-1'])
    const onFirst = read(first.message, 0, NOW_MS)
    expect(handler.handle(onFirst, 'two', NOW_MS + 999).waits?.untilMs).toBe(NOW_MS + 1_000)
    expect(handler.state.attempts).toEqual([])
    handler.handle(onFirst, 'two', NOW_MS + 1_000)
    const second = handler.send()
    expect([second.message.topic, headerOf(second.message.headers, 'x-attempt')]).toEqual(['retry-2', '2'])
    handler.handle(read(second.message, 0, NOW_MS + 1_000), 'three', NOW_MS + 11_000)
    const dead = handler.send()
    expect([dead.fate, dead.message.topic]).toEqual(['deadLettered', 'dead'])
    expect(['x-exception', 'x-attempt', 'x-original-topic'].map((name) => headerOf(dead.message.headers, name))).toEqual([
      'three',
      '3',
      't',
    ])
  })

  it('[PAT3] let go what succeeds', () => {
    const handler = new Handler(RETRY)
    handler.handle(record(0), 'one')
    expect(handler.fate(read(handler.send().message, 0, NOW_MS), null, NOW_MS + 1_000)).toBe('processed')
    expect(handler.committable).toEqual([
      ['t-0', 1],
      ['retry-1-0', 1],
    ])
  })
})

describe('a delay by level topics', () => {
  it('[PAT4] goes to the level that is at least as long, and then to the target', () => {
    const handler = new Handler(DELAY)
    handler.handle(record(0, [['delay-ms', '6000']]), null, NOW_MS + 20)
    const delayed = handler.send()
    expect([delayed.fate, delayed.message.topic]).toEqual(['delayed', 'delay-2'])
    const waiting = read(delayed.message, 0, NOW_MS + 20)
    expect(handler.handle(waiting, null, NOW_MS + 60_019).waits?.untilMs).toBe(NOW_MS + 60_020)
    handler.handle(waiting, null, NOW_MS + 60_020)
    expect(handler.send()).toMatchObject({ fate: 'delivered', message: { topic: 'target', value: 'value 0' } })
  })

  it('[PAT4] goes through the longest level as often as it has to, and is never early', () => {
    const handler = new Handler(DELAY)
    handler.handle(record(0, [['delay-ms', '150000']]))
    const topics: string[] = []
    let nowMs = NOW_MS
    for (let next = handler.send(); ; next = handler.send()) {
      topics.push(next.message.topic)
      if (next.fate === 'delivered') break
      const waits = read(next.message, 0, nowMs)
      nowMs = handler.handle(waits, null, nowMs).waits?.untilMs ?? nowMs
      handler.handle(waits, null, nowMs)
    }
    expect([topics, nowMs - NOW_MS]).toEqual([['delay-2', 'delay-2', 'delay-2', 'target'], 180_000])
  })

  it('[PAT4] may be asked for by the number of a level', () => {
    const handler = new Handler({ ...DELAY, header: 'level', unit: 'level' })
    handler.handle(record(0, [['level', '1']]))
    expect(handler.send().message.topic).toBe('delay-1')
    handler.handle(record(1, [['level', '3']]))
    expect(headerOf(handler.send().message.headers, 'x-exception')).toBe('The header level holds no delay: 3')
  })

  it('[PAT4] is none where it cannot be read, is missing or is over: the record is delivered', () => {
    const handler = new Handler(DELAY)
    handler.handle(record(0, [['delay-ms', 'soon']]))
    expect(headerOf(handler.send().message.headers, 'x-exception')).toBe('The header delay-ms holds no delay: soon')
    handler.handle(record(1))
    expect(handler.send()).toMatchObject({ fate: 'delivered', message: { topic: 'target' } })
    handler.handle(record(2, [['delay-ms', '10']]), null, NOW_MS + 10)
    expect(handler.send().message.topic).toBe('target')
    handler.handle(record(3, [['x-due-ms', 'never']], { topic: 'delay-1' }), null, NOW_MS + 5_000)
    expect(headerOf(handler.send().message.headers, 'x-exception')).toBe('The header x-due-ms holds no delay: never')
  })
})

describe('a delay by timing wheel', () => {
  it('[PAT5] [PAT6] holds a record until it is due, and commits nothing beyond it', () => {
    const handler = new Handler(WHEEL)
    handler.handle(record(0))
    handler.send()
    handler.handle(record(1, [['delay-ms', '5000']]))
    handler.handle(record(2, [['delay-ms', '1050']]))
    expect([handler.committable, handler.leaving]).toEqual([[['t-0', 1]], []])
    handler.state = turnWheel(handler.state, NOW_MS + 1_050)
    expect(handler.leaving).toEqual([])
    handler.state = turnWheel(handler.state, NOW_MS + 1_100)
    expect(handler.send()).toMatchObject({ fate: 'delivered', message: { topic: 'target', value: 'value 2' } })
    expect(handler.committable).toEqual([['t-0', 1]])
    expect(nextHandlerMs(handler.state)).toBe(NOW_MS + 5_000)
    handler.state = turnWheel(handler.state, NOW_MS + 5_000)
    expect(handler.send().message.value).toBe('value 1')
    expect([handler.committable, nextHandlerMs(handler.state)]).toEqual([[['t-0', 3]], null])
  })

  it('[PAT6] is full at its bound: the partition waits until something is delivered', () => {
    const handler = new Handler(WHEEL)
    for (let offset = 0; offset < MAX_HELD_RECORDS; offset++) {
      const delayMs = String(1_000 + offset * 100)
      expect(handler.handle(record(offset, [['delay-ms', delayMs]])).waits).toBeNull()
    }
    const next = record(MAX_HELD_RECORDS, [['delay-ms', '100']])
    const untilMs = handler.handle(next).waits?.untilMs
    expect(untilMs).toBe(NOW_MS + 1_000)
    handler.state = resumable(handler.state, NOW_MS + 1_000).state
    handler.handle(next, null, NOW_MS + 1_000)
    expect(handler.leaving.map(({ value }) => value)).toEqual(['value 0', `value ${MAX_HELD_RECORDS}`])
    expect(handler.committable).toEqual([['t-0', 0]])
  })

  it('[PAT6] is bounded in characters too, but takes a single large record', () => {
    const handler = new Handler(WHEEL)
    const large = { value: 'x'.repeat(300_000) }
    expect(handler.handle(record(0, [['delay-ms', '500']], large)).waits).toBeNull()
    expect(handler.handle(record(1, [['delay-ms', '100']])).waits?.untilMs).toBe(NOW_MS + 500)
  })

  it('[PAT6] forgets what it holds when the partition is somebody else’s', () => {
    const handler = new Handler(WHEEL)
    handler.handle(record(0, [['delay-ms', '500']]))
    handler.state = released(handler.state, [{ topic: 't', partitionIndex: 0 }])
    expect([nextHandlerMs(handler.state), turnWheel(handler.state, NOW_MS + 500).leaving]).toEqual([null, []])
  })
})

describe('a time to live', () => {
  const TTL: ConsumerInterceptor = { kind: 'timeToLive', header: 'ttl-ms', meaning: 'duration' }
  const DEADLINE: ConsumerInterceptor = { kind: 'timeToLive', header: 'expires', meaning: 'deadline' }

  it('[PAT7] drops a record when it is over, and not before', () => {
    const handler = new Handler({ kind: 'process' }, TTL, DEADLINE)
    const short = record(0, [['ttl-ms', '100']])
    expect([handler.fate(short, null, NOW_MS + 99), handler.fate(short, null, NOW_MS + 100)]).toEqual(['processed', 'dropped'])
    expect(handler.fate(record(1, [['expires', String(NOW_MS)]]))).toBe('dropped')
    expect(handler.fate(record(2, [['expires', String(NOW_MS + 1)]]))).toBe('processed')
    expect(handler.committable).toEqual([['t-0', 3]])
  })

  it('[PAT7] limits nothing where it cannot be read', () => {
    const handler = new Handler({ kind: 'process' }, TTL)
    expect([handler.fate(record(0, [['ttl-ms', '-1']])), handler.fate(record(1, [['ttl-ms', '']]))]).toEqual(['processed', 'processed'])
  })

  it('[PAT7] does not begin anew with a retry, and ends one that waits', () => {
    const handler = new Handler(RETRY, TTL)
    handler.handle(record(0, [['ttl-ms', '500']]), 'boom')
    const retried = read(handler.send().message, 0, NOW_MS + 400)
    expect(handler.handle(retried, null, NOW_MS + 450).waits?.untilMs).toBe(NOW_MS + 1_400)
    expect(handler.fate(retried, null, NOW_MS + 500)).toBe('dropped')
  })
})

describe('routing by header', () => {
  it('[PAT8] goes by the last header of the name', () => {
    const handler = new Handler(ROUTE)
    handler.handle(
      record(0, [
        ['kind', 'order'],
        ['kind', 'invoice'],
      ]),
    )
    expect(handler.send()).toMatchObject({ fate: 'routed', message: { topic: 'invoices' } })
  })

  it('[PAT8] processes what stands in no row, or sends it where everything else goes', () => {
    expect(new Handler(ROUTE).fate(record(0, [['kind', 'toString']]))).toBe('processed')
    const handler = new Handler({ ...ROUTE, otherwise: 'rest' })
    handler.handle(record(0))
    expect(handler.send().message.topic).toBe('rest')
  })

  it('[PAT11] ends a record that goes round', () => {
    const handler = new Handler({ ...ROUTE, otherwise: 'rest' })
    let round = record(0)
    let forwards = 0
    while (handler.fate(round) !== 'looped') {
      round = read({ ...handler.send().message, topic: 't' }, ++forwards, NOW_MS)
    }
    expect(forwards).toBe(MAX_RECORD_FORWARDS)
    expect(handler.committable).toEqual([['t-0', MAX_RECORD_FORWARDS + 1]])
  })
})

describe('a trace', () => {
  it('[PAT9] names who touched the record, where and when', () => {
    const handler = new Handler(RETRY, { kind: 'trace' })
    handler.handle(record(4), 'boom', NOW_MS + 1)
    const retried = read(handler.send().message, 0, NOW_MS + 1)
    handler.handle(retried, null, NOW_MS + 2)
    const { ended } = handler.handle(retried, null, NOW_MS + 1_001)
    expect(hopsOf(ended?.headers ?? [])).toEqual([`a t-0@4 ${NOW_MS + 1}`, `a retry-1-0@0 ${NOW_MS + 1_001}`])
  })

  it('[PAT9] keeps the newest when there are too many', () => {
    const handler = new Handler({ ...ROUTE, otherwise: 'rest' }, { kind: 'trace' })
    let round = record(0)
    for (let offset = 1; offset <= MAX_RECORD_HOPS + 1; offset++) {
      handler.handle(round)
      round = read(handler.send().message, offset, NOW_MS)
    }
    expect([hopsOf(round.headers).length, hopsOf(round.headers)[0]]).toEqual([MAX_RECORD_HOPS, `a rest-0@1 ${NOW_MS}`])
  })
})
