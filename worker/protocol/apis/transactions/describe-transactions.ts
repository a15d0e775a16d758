// DescribeTransactions (API key 65): what the coordinator of each transactional id has in memory.
// Source: KafkaApis.handleDescribeTransactionsRequest of Kafka 4.3; KIP-664.
import { describeTransactionsMessages } from '../../../../schema/kafka/protocol/messages/describe-transactions.ts'
import type { DescribedTransaction } from '../../../../schema/kafka/requests/describe-transactions.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const describeTransactionsApi = wireApi({
  ...describeTransactionsMessages,
  notDone: [],
  async serve(message, { ask }) {
    const { transactionStates } = await ask('DescribeTransactions', message)
    return { throttleTimeMs: 0, transactionStates: transactionStates.map(described) }
  },
})

function described({ error, ...transaction }: DescribedTransaction) {
  return { errorCode: codeOf(error), ...transaction }
}
