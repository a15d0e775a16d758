// DescribeLogDirs (API key 35): what lies on the disk of the broker of this connection.
// Does: the size of each log and how far it ends behind its high watermark; from version 4 on what the volume holds and has free (KIP-827).
// Does not: see notDone.
// Source: KafkaApis.handleDescribeLogDirsRequest and ReplicaManager.describeLogDirs of Kafka 4.3; KIP-113, KIP-1066.
import { describeLogDirsMessages } from '../../../../schema/kafka/protocol/messages/describe-log-dirs.ts'
import { coded, codeOf, wireApi } from '../../wire-api.ts'

export const describeLogDirsApi = wireApi({
  ...describeLogDirsMessages,
  notDone: ['Every broker has one directory, which never fails, is never cordoned, and has no logs on their way to another.'],
  async serve({ topics }, { ask }) {
    const { error, results } = await ask('DescribeLogDirs', { topics })
    return { throttleTimeMs: 0, errorCode: codeOf(error), results: results.map(coded) }
  },
})
