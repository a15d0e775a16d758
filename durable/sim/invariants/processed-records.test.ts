import { describe, expect, it } from 'vitest'
import { AnsweredClients } from '../../../test/support/sim-clients.ts'
import type { TransactionEnd } from '../anomalies/client-history.ts'
import { clientPartition } from '../clients/client-context.ts'
import { checkProcessed } from './processed-records.ts'

const GROUP = 'g'

/** A topic with two records, which a group has committed, and which somebody reads to the end at the last. */
function readToTheEnd(offsets: readonly number[] = [0, 1], committedOffset = offsets.length) {
  const context = new AnsweredClients({})
  const request = { keyType: 'GROUP', coordinatorKeys: [GROUP] } as const
  context.world.request(context.world.nextRequestId(), null, { api: 'FindCoordinator', request })
  const partition = clientPartition(context.makeTopic('a'), 0)
  const target = clientPartition(context.makeTopic('out'), 0)
  commit(context, committedOffset)
  const history = context.audit.groups.of(GROUP)
  const last = context.clientHistory.beginOperation({ process: 'the last look', producer: null, isFinal: true })
  const records = offsets.map((offset) => [offset, `v${offset}`] as const)
  last.poll({ partition, isolationLevel: 'read_committed', fromOffset: 0, untilOffset: offsets.length, records })
  last.end()
  // So that nothing is excused: the history knows the partitions.
  for (const { topic, partitionIndex } of [partition, target]) context.audit.history.of(context.world.cluster, topic, partitionIndex)
  const write = (offset: number, value: string, end: Exclude<TransactionEnd, 'open'>): void => {
    const running = context.clientHistory.beginOperation({ process: 'p', producer: 'transactional' })
    history.outputs.push({ value, source: partition, offset, target, operation: running.operation })
    if (end === 'committed') running.askToCommit()
    running.end(end)
  }
  const check = (isTransactional: boolean) => (): void => checkProcessed(context, new Set(isTransactional ? [GROUP] : []))
  return { partition, history, write, check }
}

function commit({ world }: AnsweredClients, committedOffset: number): void {
  const partitions = [{ partitionIndex: 0, committedOffset, committedLeaderEpoch: -1, committedMetadata: null }]
  const nobody = { generationIdOrMemberEpoch: -1, memberId: '', groupInstanceId: null }
  const request = { apiVersion: 9, groupId: GROUP, ...nobody, topics: [{ name: 'a', partitions }] }
  world.request(world.nextRequestId(), null, { api: 'OffsetCommit', request })
}

describe('what is there at the end', () => {
  it('[SIM18] was processed at least once by a group that commits by hand', () => {
    const { partition, history, check } = readToTheEnd()
    history.process(partition, 1, [[0, 'v0']])
    expect(check(false)).toThrow(/“v1” at offset 1 of a-0 was processed by nobody in g/)
    history.process(partition, 2, [
      [0, 'v0'],
      [1, 'v1'],
    ])
    expect(check(false)).not.toThrow()
  })

  it('[SIM18] was processed exactly once by a group that commits in transactions', () => {
    const { write, check } = readToTheEnd()
    write(0, 'x', 'aborted')
    write(0, 'y', 'committed')
    expect(check(true)).toThrow(/“v1” at offset 1 of a-0 was left out by g/)
    write(1, 'z', 'committed')
    expect(check(true)).not.toThrow()
    write(0, 'w', 'committed')
    expect(check(true)).toThrow(/“v0” at offset 0 of a-0 was processed twice by g: “y” of p \(committed\) and “w” of p \(committed\)/)
  })

  it('[SIM18] is not demanded before the group has committed it', () => {
    const { write, check } = readToTheEnd()
    write(0, 'x', 'committed')
    expect(check(true)).toThrow(/left out/)
    const notYet = readToTheEnd([0, 1], 1)
    notYet.write(0, 'x', 'committed')
    expect(notYet.check(true)).not.toThrow()
  })

  it('[SIM18] is not demanded where the name belonged to another topic, nor of a group whose offsets were too old', () => {
    const { history, check } = readToTheEnd()
    history.hasLostOffsets = true
    expect(check(true)).not.toThrow()
    expect(check(false)).toThrow()
    history.mistakenTopics.add('a')
    expect(check(false)).not.toThrow()
  })
})
