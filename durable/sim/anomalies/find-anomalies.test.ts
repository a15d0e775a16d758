import { describe, expect, it } from 'vitest'
import { A, B, ClientStory, move, poll, send } from '../../../test/support/client-story.ts'

const told = (): ClientStory => new ClientStory()

describe('records that must be there', () => {
  it('[SIM6] finds a lost write that a reader went past', () => {
    const story = told()
      .sends('p', A, 'v1', 0)
      .sends('p', A, 'v2', 1)
      .sends('p', A, 'v3', 2)
      .polls('c', poll(A, [0, 3], { 0: 'v1', 2: 'v3' }))
    expect(story.told).toEqual([
      'lost write: “v2” of p (operation 1) was acknowledged at offset 1 of a-0; c (operation 3) read over it, and nobody ever saw it.',
    ])
  })

  it('[SIM6] finds a lost write that was read once and is gone at the end', () => {
    const story = told()
      .sends('p', A, 'v1', 'unknown')
      .polls('c', poll(A, [0, 1], { 0: 'v1' }))
      .atTheEnd(A, 0, {})
    expect(story.told).toEqual([
      'lost write: “v1” of p (operation 0) was read at offset 0 of a-0 by c (operation 1), and is not found by final (operation 2), which read everything at the end.',
    ])
  })

  it('[SIM6] finds an unobserved write beyond the end of all reading', () => {
    const story = told().sends('p', A, 'v1', 0).sends('p', A, 'v2', 1).atTheEnd(A, 1, { 0: 'v1' })
    expect(story.told).toEqual([
      'unobserved write: “v2” of p (operation 1) was acknowledged at offset 1 of a-0, and final (operation 2), which read everything at the end, does not see it.',
    ])
    expect(told().sends('p', A, 'v1', 'without an offset').atTheEnd(A, 1, {}).about('unobserved write')).toHaveLength(1)
  })

  it('[SIM6] does not miss what was deleted, compacted away, or lost as the rules allow', () => {
    for (const excuse of [{ logStartOffset: 2 }, { isCompacted: true }, { lostRanges: [{ fromOffset: 0, untilOffset: 2 }] }]) {
      const story = told()
        .excuse(A, excuse)
        .sends('p', A, 'v1', 0)
        .sends('p', A, 'v2', 1)
        .sends('p', A, 'v3', 2)
        .polls('c', poll(A, [0, 1], { 0: 'v1' }))
        .atTheEnd(A, 3, { 2: 'v3' })
      expect(story.told).toEqual([])
    }
  })

  it('[SIM6] does not miss what was never promised: in doubt, refused, acks below all, or sent in a transaction that was aborted', () => {
    const story = told()
      .sends('p', A, 'v1', 'unknown')
      .sends('q', A, 'v2', 'refused')
      .sendsPlainly('r', A, 'v3', 0, 1)
      .sendsPlainly('r', A, 'v4', 'unknown', 0)
      .transaction('t', 'aborted', send(A, 'v5', 0))
      .transaction('u', 'unknown', send(A, 'v6', 2))
      .sends('p', A, 'v7', 4)
      .atTheEnd(A, 5, { 4: 'v7' })
    expect(story.told).toEqual([])
  })

  it('[SIM6] does not miss what only readers of uncommitted records saw of a transaction in doubt', () => {
    const story = told()
      .transaction('t', 'unknown', send(A, 'v1', 0))
      .polls('c', poll(A, [0, 1], { 0: 'v1' }, 'read_uncommitted'))
      .atTheEnd(A, 2, {})
    expect(story.told).toEqual([])
  })
})

describe('places in a log', () => {
  it('[SIM7] finds a value of an idempotent producer at two offsets', () => {
    const story = told()
      .sends('p', A, 'v1', 0)
      .polls('c', poll(A, [0, 2], { 0: 'v1', 1: 'v1' }))
    expect(story.told).toEqual([
      'duplicate: “v1” of the idempotent producer p (operation 0) stands at offset 0 of a-0 and at offset 1 of a-0.',
    ])
  })

  it('[SIM7] lets a plain producer write twice what was not answered, and an excused loss be written again', () => {
    const twice = poll(A, [0, 2], { 0: 'v1', 1: 'v1' })
    expect(told().sendsPlainly('p', A, 'v1', 'unknown').polls('c', twice).told).toEqual([])
    const lostRanges = [{ fromOffset: 1, untilOffset: 2 }]
    expect(told().excuse(A, { lostRanges }).sends('p', A, 'v1', 'unknown').polls('c', twice).told).toEqual([])
  })

  it('[SIM7] finds two values at one offset, unless the first was lost as the rules allow', () => {
    const story = (): ClientStory =>
      told()
        .sends('p', A, 'v1', 0)
        .sendsPlainly('q', A, 'v2', 'unknown')
        .polls('c', poll(A, [0, 1], { 0: 'v2' }))
    expect(story().about('inconsistent offset')).toEqual(['Offset 0 of a-0 holds “v1” and “v2”.'])
    expect(story().excuse(A, { lostRanges: [{ fromOffset: 0, untilOffset: 1 }] }).told).toEqual([])
  })

  it('[SIM7] finds values that nobody sent, and those that were sent elsewhere', () => {
    const story = told()
      .sendsPlainly('p', A, 'v1', 'unknown')
      .polls('c', poll(B, [0, 2], { 0: 'v1', 1: 'v9' }))
    expect(story.told).toEqual([
      'unwritten read: c (operation 1) read “v1” at offset 0 of b-0, which p (operation 0) sent to a-0.',
      'unwritten read: c (operation 1) read “v9” at offset 1 of b-0, which nobody ever sent.',
    ])
  })

  it('[SIM7] takes a topic that was deleted and made again for another one', () => {
    const again = { ...A, topicId: 'another-id' }
    const story = told()
      .sends('p', A, 'v1', 0)
      .polls('c', poll(A, [0, 1], { 0: 'v1' }))
      .sends('p', again, 'v2', 0)
      .polls('c', poll(again, [0, 1], { 0: 'v2' }))
    expect(story.told).toEqual([])
  })
})

describe('transactions', () => {
  it('[SIM8] finds a read of an aborted transaction, and of a refused record', () => {
    const story = told()
      .transaction('t', 'aborted', send(A, 'v1', 0))
      .sends('p', A, 'v2', 'refused')
      .polls('c', poll(A, [0, 2], { 0: 'v1' }))
      .polls('c', poll(A, [2, 3], { 2: 'v2' }, 'read_uncommitted'))
    expect(story.told).toEqual([
      'aborted read: c (operation 2) read “v1” at offset 0 of a-0, sent by t (transaction 0), which was aborted.',
      'aborted read: c (operation 3) read “v2” at offset 2 of a-0, sent by p (operation 1), which was refused.',
    ])
  })

  it('[SIM8] lets aborted records and markers leave gaps, and readers of uncommitted records see the former', () => {
    const story = told()
      .transaction('t', 'aborted', send(A, 'v1 v2', 0))
      .transaction('t', 'committed', send(A, 'v3', 3))
      .sends('p', A, 'v4', 5)
      .polls('c', poll(A, [0, 4], { 0: 'v1', 1: 'v2', 3: 'v3' }, 'read_uncommitted'))
      .polls('d', poll(A, [0, 5], { 3: 'v3' }), poll(A, [5, 6], { 5: 'v4' }))
      .atTheEnd(A, 6, { 3: 'v3', 5: 'v4' })
    expect(story.told).toEqual([])
  })

  it('[SIM8] finds a transaction that reads its own records, and records that nobody had asked to commit', () => {
    const story = told()
    const other = story.history.beginOperation({ process: 'u', producer: 'transactional' })
    other.send(A, ['v2']).acknowledge(1)
    story.transaction('t', 'committed', send(A, 'v1', 0), poll(A, [0, 2], { 0: 'v1', 1: 'v2' }))
    other.askToCommit()
    other.end('committed')
    expect(story.about('uncommitted read')).toEqual([
      't (transaction 1) read “v1” at offset 0 of a-0 before anybody asked to commit its transaction, its own.',
      't (transaction 1) read “v2” at offset 1 of a-0 before anybody asked to commit its transaction, that of u (transaction 0).',
    ])
  })

  it('[SIM8] lets records be read while the answer to the commit is on its way, or lost', () => {
    const story = told()
    const running = story.history.beginOperation({ process: 't', producer: 'transactional' })
    running.send(A, ['v1']).acknowledge(0)
    story.polls('c', poll(A, [0, 1], { 0: 'v1' }, 'read_uncommitted'))
    running.askToCommit()
    story.polls('d', poll(A, [0, 2], { 0: 'v1' }))
    running.end('unknown')
    expect(story.told).toEqual([])
  })

  it('[SIM8] finds a transaction of which one part is shown and another read over, whatever its client was told', () => {
    const story = told()
      .transaction('t', 'unknown', send(A, 'v1', 0), send(B, 'v2', 0))
      .polls('c', poll(A, [0, 2], { 0: 'v1' }), poll(B, [0, 2], {}))
    expect(story.told).toEqual([
      'torn transaction: Of t (transaction 0), unknown, c (operation 1) read “v1” in a-0; “v2” at offset 0 of b-0 is shown to nobody, and c (operation 1) read over it.',
    ])
  })

  it('[SIM8] does not hold a partition to its transactions that lost markers as the rules allow, but still to what was refused', () => {
    const story = told()
      .excuse(A, { forgetsTransactions: true })
      .excuse(B, { forgetsTransactions: true })
      .transaction('t', 'aborted', send(A, 'v1', 0))
      .transaction('u', 'committed', send(A, 'v2', 2), send(B, 'v3', 0))
      .sends('p', A, 'v4', 'refused')
      .polls('c', poll(A, [0, 3], { 0: 'v1', 2: 'v2' }), poll(B, [0, 2], {}))
      .polls('d', poll(A, [3, 4], { 3: 'v4' }))
      .atTheEnd(A, 4, { 3: 'v4' })
    expect(story.findings.map(({ anomaly }) => anomaly)).toEqual(['aborted read'])
  })

  it('[SIM8] does not call a transaction torn while its markers are on their way, or where a part was never stored or is deleted', () => {
    const sent = (): ClientStory => told().transaction('t', 'committed', send(A, 'v1', 0), send(B, 'v2', 0))
    expect(sent().polls('c', poll(A, [0, 2], { 0: 'v1' }), poll(B, [0, 0], {})).told).toEqual([])
    expect(
      sent()
        .excuse(B, { logStartOffset: 1 })
        .polls('c', poll(A, [0, 2], { 0: 'v1' }), poll(B, [0, 2], {})).told,
    ).toEqual([])
    const inDoubt = told().transaction('t', 'unknown', send(A, 'v1', 0), send(B, 'v2', 'unknown'))
    expect(inDoubt.polls('c', poll(A, [0, 2], { 0: 'v1' }), poll(B, [0, 2], {})).told).toEqual([])
  })
})

describe('the order of polls', () => {
  const written = (): ClientStory =>
    told()
      .sends('p', A, 'v1 v2 v3 v4', 0)
      .polls('other', poll(A, [0, 4], { 0: 'v1', 1: 'v2', 2: 'v3', 3: 'v4' }))

  it('[SIM9] finds a poll that leaves out what others were shown', () => {
    expect(written().polls('c', poll(A, [0, 4], { 0: 'v1', 3: 'v4' })).told).toEqual([
      'internal poll skip: c (operation 2) read a-0 from 0 to below 4 without 1, 2, which others were shown.',
    ])
  })

  it('[SIM9] finds a skip between two polls of one consumer, and one within an operation', () => {
    const first = poll(A, [0, 1], { 0: 'v1' })
    const second = poll(A, [2, 4], { 2: 'v3', 3: 'v4' })
    expect(written().polls('c', first).polls('c', second).told).toEqual([
      'poll skip: c (operation 3) read a-0 from 2, though c (operation 2) had left off at 1: 1 are left out, which others were shown.',
    ])
    expect(written().polls('c', first, second).about('internal poll skip')).toHaveLength(1)
  })

  it('[SIM9] finds polls that go back or stand still, between operations and within', () => {
    const first = poll(A, [0, 2], { 0: 'v1', 1: 'v2' })
    const second = poll(A, [1, 2], { 1: 'v2' })
    expect(written().polls('c', first).polls('c', second).told).toEqual([
      'nonmonotonic poll: c (operation 3) read “v2” at offset 1 of a-0, though c (operation 2) had read up to 2.',
    ])
    expect(written().polls('c', first, second).about('internal nonmonotonic poll')).toHaveLength(1)
    const turned = poll(
      A,
      [0, 2],
      [
        [1, 'v2'],
        [0, 'v1'],
      ],
    )
    expect(written().polls('c', turned).told).toEqual([
      'internal nonmonotonic poll: c (operation 2) read “v1” at offset 0 of a-0 right after “v2” at 1.',
    ])
  })

  it('[SIM9] lets consumers skip and repeat where they were moved, lost their partition, or are somebody else', () => {
    const first = poll(A, [0, 1], { 0: 'v1' })
    const later = poll(A, [3, 4], { 3: 'v4' })
    expect(written().polls('c', first, move(A, 3), later, move(A, 0), first).told).toEqual([])
    expect(written().polls('c', later).polls('c', move(A, null)).polls('c', first).told).toEqual([])
    expect(written().polls('c', later).polls('d', first).told).toEqual([])
  })

  it('[SIM9] holds a consumer to where it was moved', () => {
    expect(
      written()
        .polls('c', move(A, 1), poll(A, [3, 4], { 3: 'v4' }))
        .about('internal poll skip'),
    ).toHaveLength(1)
  })

  it('[SIM9] does not ask for what was deleted, or what only readers of uncommitted records can see', () => {
    expect(
      written()
        .excuse(A, { logStartOffset: 3 })
        .polls('c', poll(A, [0, 4], { 3: 'v4' })).told,
    ).toEqual([])
    const story = told()
      .transaction('t', 'unknown', send(A, 'v1', 0))
      .polls('c', poll(A, [0, 1], { 0: 'v1' }, 'read_uncommitted'))
      .polls('d', poll(A, [0, 2], {}))
    expect(story.told).toEqual([])
  })
})

describe('the order of sends', () => {
  it('[SIM10] finds a send that stands before an earlier one of its producer', () => {
    const story = told().sends('p', A, 'v1', 5).sends('p', A, 'v2', 3)
    expect(story.told).toEqual([
      'nonmonotonic send: p (operation 1) sent “v2” after that of p (operation 0), “v1”, and it stands at 3 of a-0, not behind 5.',
    ])
    const within = told().transaction('t', 'committed', send(A, 'v1', 5), send(A, 'v2', 3))
    expect(within.told).toEqual([
      'internal nonmonotonic send: t (transaction 0) sent “v2” after its own “v1”, and it stands at 3 of a-0, not behind 5.',
    ])
  })

  it('[SIM10] holds idempotent producers to their order where nobody answered, and lets plain ones come late', () => {
    const shown = poll(A, [0, 2], { 0: 'v2', 1: 'v1' })
    expect(told().sends('p', A, 'v1', 'unknown').sends('p', A, 'v2', 0).polls('c', shown).about('nonmonotonic send')).toHaveLength(1)
    expect(told().sendsPlainly('p', A, 'v1', 'unknown').sendsPlainly('p', A, 'v2', 0).polls('c', shown).told).toEqual([])
  })

  it('[SIM10] lets requests of a plain producer that are under way together overtake each other', () => {
    const story = told()
    const first = story.history.beginOperation({ process: 'p', producer: 'plain', acks: -1 })
    const sent = first.send(A, ['v1'])
    story.sendsPlainly('p', A, 'v2', 0)
    sent.acknowledge(1)
    first.end()
    expect(story.told).toEqual([])
  })

  it('[SIM10] tells of records of others between two of a transaction, which is allowed', () => {
    const story = told()
      .transaction('t', 'committed', send(A, 'v1', 0), send(A, 'v3', 2))
      .sends('p', A, 'v2', 1)
    expect(story.about('internal send skip')).toEqual([
      'Between “v1” at 0 and “v3” at 2 of a-0, both of t (transaction 0), stand records of others: 1.',
    ])
    expect(told().transaction('t', 'committed', send(A, 'v1 v2', 0)).told).toEqual([])
  })
})

describe('cycles', () => {
  it('[SIM11] finds transactions that read each other', () => {
    const story = told()
    const first = story.history.beginOperation({ process: 't', producer: 'transactional' })
    first.send(A, ['v1']).acknowledge(0)
    first.askToCommit()
    story.transaction('u', 'committed', poll(A, [0, 1], { 0: 'v1' }), send(B, 'v2', 0))
    poll(B, [0, 1], { 0: 'v2' })(first)
    first.end('committed')
    expect(story.told).toEqual([
      'circular information flow: u (transaction 1) read “v1” of t (transaction 0) in a-0; t (transaction 0) read “v2” of u (transaction 1) in b-0.',
    ])
  })

  it('[SIM11] finds writes in opposite orders, which is allowed', () => {
    const story = told()
      .transaction('t', 'committed', send(A, 'v1', 0), send(B, 'v2', 1))
      .transaction('u', 'committed', send(A, 'v3', 1), send(B, 'v4', 0))
    expect(story.told).toEqual([
      'write cycle: t (transaction 0) wrote “v1” to a-0 before u (transaction 1) wrote “v3”; u (transaction 1) wrote “v4” to b-0 before t (transaction 0) wrote “v2”.',
    ])
  })

  it('[SIM11] finds a transaction that reads one whose write stands behind its own, which is allowed', () => {
    const story = told()
    const first = story.history.beginOperation({ process: 't', producer: 'transactional' })
    first.send(A, ['v1']).acknowledge(0)
    story.transaction('u', 'committed', send(A, 'v2', 1), send(B, 'v3', 0))
    poll(B, [0, 1], { 0: 'v3' })(first)
    first.askToCommit()
    first.end('committed')
    expect(story.told).toEqual([
      'circular flow through writes: t (transaction 0) read “v3” of u (transaction 1) in b-0; t (transaction 0) wrote “v1” to a-0 before u (transaction 1) wrote “v2”.',
    ])
  })

  it('[SIM11] finds no cycle in one order, nor in clients whose sends and polls are no transactions', () => {
    const chain = told()
      .transaction('t', 'committed', send(A, 'v1', 0), send(B, 'v2', 0))
      .transaction('u', 'committed', poll(A, [0, 1], { 0: 'v1' }), send(A, 'v3', 2), send(B, 'v4', 2))
    expect(chain.told).toEqual([])
    const mixed = told()
    const first = mixed.history.beginOperation({ process: 'p', producer: 'idempotent' })
    const second = mixed.history.beginOperation({ process: 'q', producer: 'idempotent' })
    send(A, 'v1', 0)(first)
    send(B, 'v2', 0)(second)
    poll(B, [0, 1], { 0: 'v2' })(first)
    poll(A, [0, 1], { 0: 'v1' })(second)
    expect(mixed.told).toEqual([])
  })
})
