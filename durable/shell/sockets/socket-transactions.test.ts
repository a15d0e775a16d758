import { beforeEach, describe, expect, it } from 'vitest'
import type { Home } from '../home.ts'
import { parseFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import { senderOfFrame } from './frame-sender.ts'
import { recall } from './session.ts'
import type { JsonSession } from './session.ts'
import { SocketTransactions } from './socket-transactions.ts'
import { MAX_TRANSACTIONAL_IDS_PER_SOCKET } from '../../../schema/limits.ts'

const HELD = { transactionalId: 'tx', producerId: 7, producerEpoch: 3 }

/** A socket that keeps what it is given. */
class FakeSocket {
  readonly sent: Record<string, unknown>[] = []
  attachment: unknown = null

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  serializeAttachment(value: unknown): void {
    this.attachment = value
  }

  deserializeAttachment(): unknown {
    return this.attachment
  }
}

let socket: FakeSocket
let asked: { api: string; request: unknown }[]
let answers: Record<string, unknown>

beforeEach(() => {
  socket = new FakeSocket()
  asked = []
  answers = {
    FindCoordinator: { coordinators: [{ error: 'NONE', errorMessage: null, nodeId: 2 }] },
    InitProducerId: { error: 'NONE', producerId: 7, producerEpoch: 3 },
    EndTxn: { error: 'NONE', producerId: 7, producerEpoch: 4 },
  }
})

function sessionWith(changes: Partial<JsonSession> = {}): JsonSession {
  const session = {
    keyId: 'k',
    mayProduce: true,
    mayRead: true,
    topicPrefix: '',
    subscriptions: [],
    watch: null,
    transactions: [],
    groups: [],
  }
  return { kind: 'json', ...session, ...changes }
}

function open(session: JsonSession): SocketTransactions {
  const request = async (wanted: { api: string; request: unknown }) => {
    asked.push(wanted)
    await Promise.resolve()
    return { response: answers[wanted.api], sequence: 1 }
  }
  return new SocketTransactions(socket as unknown as WebSocket, session, { runtime: { request } } as unknown as Home)
}

function frame(members: Record<string, unknown>): Frame {
  const parsed = parseFrame(JSON.stringify({ id: 1, ...members }))
  if (!parsed.ok) throw new Error(parsed.detail)
  return parsed.frame
}

const begin = frame({ type: 'begin', transactional_id: 'tx', timeout_ms: 5_000 })

describe('transactions on a socket', () => {
  it('are begun, and what is held survives the sleep of the object', async () => {
    const session = sessionWith()
    await open(session).onFrame(begin)
    expect(socket.sent).toEqual([{ type: 'begun', id: 1, transactional_id: 'tx', producer_id: 7, producer_epoch: 3 }])
    expect(asked.map(({ api }) => api)).toEqual(['FindCoordinator', 'InitProducerId'])
    expect(asked[1]).toMatchObject({ request: { transactionalId: 'tx', transactionTimeoutMs: 5_000 } })
    expect(recall(socket as unknown as WebSocket)).toMatchObject({ transactions: [HELD] })
  })

  it('go on with the epoch that their end has brought', async () => {
    const session = sessionWith({ transactions: [HELD] })
    await open(session).onFrame(frame({ type: 'commit_transaction', transactional_id: 'tx' }))
    expect(socket.sent).toEqual([{ type: 'committed', id: 1, transactional_id: 'tx', producer_id: 7, producer_epoch: 4 }])
    expect(session.transactions).toEqual([{ ...HELD, producerEpoch: 4 }])
    await open(session).onFrame(frame({ type: 'abort_transaction', transactional_id: 'tx' }))
    expect(socket.sent[1]).toMatchObject({ type: 'aborted' })
    expect(asked.map(({ request }) => request)).toMatchObject([
      { producerEpoch: 3, committed: true },
      { producerEpoch: 4, committed: false },
    ])
  })

  it('keep the order of the frames, though nobody waits in between', async () => {
    const transactions = open(sessionWith())
    const order: string[] = []
    const produced = transactions.inOrder(async () => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      order.push('produced')
    })
    const begun = transactions.onFrame(begin).then(() => order.push('begun'))
    await Promise.all([produced, begun])
    expect(order).toEqual(['produced', 'begun'])
  })

  it('go on behind a frame that failed', async () => {
    const transactions = open(sessionWith())
    await expect(transactions.inOrder(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    await transactions.onFrame(begin)
    expect(socket.sent).toMatchObject([{ type: 'begun' }])
  })

  it('take offsets, with a result for each partition', async () => {
    const partitions = [
      { partitionIndex: 0, error: 'NONE' },
      { partitionIndex: 1, error: 'UNKNOWN_TOPIC_OR_PARTITION' },
    ]
    answers['TxnOffsetCommit'] = { topics: [{ name: 't', partitions }] }
    const offsets = [0, 1].map((partition) => ({ topic_name: 't', partition_id: partition, offset: 5 }))
    await open(sessionWith({ transactions: [HELD] })).onFrame(
      frame({ type: 'send_offsets', transactional_id: 'tx', group_id: 'g', offsets }),
    )
    expect(socket.sent).toMatchObject([
      {
        type: 'offsets_sent',
        id: 1,
        transactional_id: 'tx',
        results: [
          { topic_name: 't', partition_id: 0 },
          { partition_id: 1, code: 'UNKNOWN_TOPIC_OR_PARTITION' },
        ],
      },
    ])
    expect(asked[1]).toMatchObject({ api: 'TxnOffsetCommit', request: { ...HELD, groupId: 'g' } })
  })

  it('say what Kafka refuses', async () => {
    answers['EndTxn'] = { error: 'PRODUCER_FENCED', producerId: -1, producerEpoch: -1 }
    await open(sessionWith({ transactions: [HELD] })).onFrame(frame({ type: 'commit_transaction', transactional_id: 'tx' }))
    expect(socket.sent).toMatchObject([{ type: 'error', id: 1, code: 'PRODUCER_FENCED', retriable: false }])
  })

  it.each([
    ['no id', { type: 'begin' }, {}, 'INVALID_REQUEST'],
    ['a timeout that is no number', { type: 'begin', transactional_id: 'tx', timeout_ms: 'long' }, {}, 'INVALID_REQUEST'],
    ['an unknown member', { type: 'begin', transactional_id: 'tx', wings: 2 }, {}, 'INVALID_REQUEST'],
    ['a key that only reads', { type: 'begin', transactional_id: 'tx' }, { mayProduce: false }, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
    ['a key for other ids', { type: 'begin', transactional_id: 'tx' }, { topicPrefix: 'shop.' }, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'],
    ['an end without a beginning', { type: 'commit_transaction', transactional_id: 'tx' }, {}, 'INVALID_TXN_STATE'],
    ['offsets without a group', { type: 'send_offsets', transactional_id: 'tx', offsets: [] }, { transactions: [HELD] }, 'INVALID_REQUEST'],
    [
      'offsets of topics of others',
      { type: 'send_offsets', transactional_id: 'tx', group_id: 'tg', offsets: [{ topic_name: 'other', partition_id: 0, offset: 1 }] },
      { transactions: [HELD], topicPrefix: 't' },
      'TOPIC_AUTHORIZATION_FAILED',
    ],
    [
      'offsets of groups of others',
      { type: 'send_offsets', transactional_id: 'tx', group_id: 'g', offsets: [{ topic_name: 't', partition_id: 0, offset: 1 }] },
      { transactions: [HELD], topicPrefix: 't' },
      'GROUP_AUTHORIZATION_FAILED',
    ],
  ] as const)('refuse %s', async (_, members, changes, code) => {
    await open(sessionWith(changes as Partial<JsonSession>)).onFrame(frame(members))
    expect(socket.sent).toMatchObject([{ type: 'error', id: 1, code }])
    expect(asked).toEqual([])
  })

  it('are bounded by what a socket can remember', async () => {
    const transactions = Array.from({ length: MAX_TRANSACTIONAL_IDS_PER_SOCKET }, (_, index) => ({
      ...HELD,
      transactionalId: `tx-${index}`,
    }))
    await open(sessionWith({ transactions })).onFrame(begin)
    expect(socket.sent).toMatchObject([{ type: 'error', code: 'INVALID_REQUEST' }])
    await open(sessionWith({ transactions })).onFrame(frame({ type: 'begin', transactional_id: 'tx-3' }))
    expect(socket.sent[1]).toMatchObject({ type: 'begun', transactional_id: 'tx-3' })
  })
})

describe('the sender of a produce frame', () => {
  const senderOf = (members: Record<string, unknown>) => senderOfFrame(frame({ type: 'produce', topic: 't', ...members }), [HELD])

  it('is nobody, a producer that counts, or the holder of a transaction', () => {
    expect(senderOf({})).toMatchObject({ ok: true, sender: { producer: null, transaction: null } })
    const producer = { producerId: 9, producerEpoch: 1, baseSequence: 5 }
    expect(senderOf({ producer_id: 9, producer_epoch: 1, producer_seq: 5 })).toMatchObject({ sender: { producer, transaction: null } })
    expect(senderOf({ transactional_id: 'tx' })).toMatchObject({ sender: { producer: null, transaction: HELD } })
    const counting = { producerId: 7, producerEpoch: 3, baseSequence: 5 }
    expect(senderOf({ transactional_id: 'tx', producer_seq: 5 })).toMatchObject({ sender: { producer: counting, transaction: HELD } })
  })

  it.each([
    [{ producer_id: 9, producer_epoch: 1 }, 'INVALID_REQUEST'],
    [{ producer_seq: 0 }, 'INVALID_REQUEST'],
    [{ producer_id: 9, producer_epoch: 40_000, producer_seq: 0 }, 'INVALID_REQUEST'],
    [{ producer_id: '9', producer_epoch: 1, producer_seq: 0 }, 'INVALID_REQUEST'],
    [{ transactional_id: 'tx', producer_seq: -1 }, 'INVALID_REQUEST'],
    [{ transactional_id: 'tx', producer_id: 9, producer_epoch: 1 }, 'INVALID_REQUEST'],
    [{ transactional_id: 'other' }, 'INVALID_TXN_STATE'],
  ])('is refused with %j', (members, code) => {
    expect(senderOf(members)).toMatchObject({ ok: false, code })
  })
})
