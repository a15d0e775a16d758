import { beforeEach, describe, expect, it } from 'vitest'
import { deleteRecordsMessages } from '../../../../schema/kafka/protocol/messages/delete-records.ts'
import { listOffsetsMessages } from '../../../../schema/kafka/protocol/messages/list-offsets.ts'
import { offsetForLeaderEpochMessages } from '../../../../schema/kafka/protocol/messages/offset-for-leader-epoch.ts'
import { produce } from '../../../../test/support/records.ts'
import { WireTopic } from '../../../../test/support/wire-topic.ts'

let topic: WireTopic

beforeEach(async () => {
  topic = await WireTopic.create()
  produce(topic.cluster, 't', [{ timestampMs: 1000 }, { timestampMs: 3000 }, { timestampMs: 2000 }])
})

describe('ListOffsets', () => {
  async function list(version: number, timestamp: number, currentLeaderEpoch = -1) {
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp, currentLeaderEpoch }] }]
    const answer = await topic.wire().call(listOffsetsMessages, version, { replicaId: -1, isolationLevel: 0, topics, timeoutMs: 0 })
    expect(answer.throttleTimeMs).toBe(0)
    expect(answer.topics[0]?.name).toBe('t')
    return answer.topics[0]?.partitions[0]
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])('finds begin, end and time in version %i', async (version) => {
    const leaderEpoch = version >= 4 ? 0 : -1
    expect(await list(version, -2)).toEqual({ partitionIndex: 0, errorCode: 0, timestamp: -1, offset: 0, leaderEpoch })
    expect(await list(version, -1)).toMatchObject({ timestamp: -1, offset: 3 })
    expect(await list(version, 1500)).toEqual({ partitionIndex: 0, errorCode: 0, timestamp: 3000, offset: 1, leaderEpoch })
    expect(await list(version, 5000)).toMatchObject({ errorCode: 0, timestamp: -1, offset: -1, leaderEpoch: -1 })
    expect(await list(version, -3)).toMatchObject(version >= 7 ? { errorCode: 0, offset: 1, timestamp: 3000 } : { errorCode: 35 })
  })

  it('compares leader epochs from version 4 on', async () => {
    expect(await list(4, -1, 7)).toMatchObject({ errorCode: 75, offset: -1 })
    expect(await list(3, -1, 7)).toMatchObject({ errorCode: 0 })
  })
})

describe('OffsetForLeaderEpoch', () => {
  it.each([2, 3, 4])('says in version %i where an epoch ended', async (version) => {
    topic.cluster.node(1, 'stop')
    produce(topic.cluster, 't', [{}])
    const endOf = async (leaderEpoch: number, currentLeaderEpoch = -1, partition = 0) => {
      const topics = [{ topic: 't', partitions: [{ partition, currentLeaderEpoch, leaderEpoch }] }]
      const answer = await topic.wire(2).call(offsetForLeaderEpochMessages, version, { replicaId: -1, topics })
      return answer.topics[0]?.partitions[0]
    }
    expect(await endOf(0)).toEqual({ errorCode: 0, partition: 0, leaderEpoch: 0, endOffset: 3 })
    expect(await endOf(1, 1)).toEqual({ errorCode: 0, partition: 0, leaderEpoch: 1, endOffset: 4 })
    expect(await endOf(0, 0)).toMatchObject({ errorCode: 74, endOffset: -1 })
    expect(await endOf(0, -1, 5)).toMatchObject({ errorCode: 3, endOffset: -1 })
  })
})

describe('DeleteRecords', () => {
  it.each([0, 1, 2])('moves the start in version %i', async (version) => {
    const remove = async (offset: number) => {
      const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset }] }]
      return (await topic.wire().call(deleteRecordsMessages, version, { topics, timeoutMs: 1000 })).topics[0]?.partitions[0]
    }
    expect(await remove(2)).toEqual({ partitionIndex: 0, lowWatermark: 2, errorCode: 0 })
    expect(await remove(9)).toEqual({ partitionIndex: 0, lowWatermark: -1, errorCode: 1 })
    expect(await remove(-1)).toMatchObject({ lowWatermark: 3, errorCode: 0 })
  })
})
