// Transactions as administrators see and end them. They are opened over HTTP, whose transactions stay open between two requests.
import { ask } from '../../support/api-client.ts'
import type { Server } from '../../support/server.ts'
import { expectSame, expectText, rowsOf } from './kafka-tool.ts'
import type { ToolStories } from './kafka-tool.ts'

export const transactionStories: ToolStories = {
  'kafka-transactions lists and describes, shows producers, and terminates': async (kafka) => {
    await kafka.topic('paid')
    await openTransaction(kafka.server, 'shop-1', 'paid')
    const listed = rowsOf(await kafka.run('transactions', ['list'])).find((row) => row['TransactionalId'] === 'shop-1')
    expectSame(listed?.['TransactionState'], 'Ongoing')
    const [described] = rowsOf(await kafka.run('transactions', ['describe', '--transactional-id', 'shop-1']))
    expectSame([described?.['TransactionState'], described?.['TopicPartitions']], ['Ongoing', 'paid-0'])
    const producers = ['describe-producers', '--topic', 'paid', '--partition', '0']
    const [producer] = rowsOf(await kafka.run('transactions', producers))
    expectSame([producer?.['ProducerId'], producer?.['CurrentTransactionStartOffset']], [described?.['ProducerId'], '0'])
    await kafka.run('transactions', ['forceTerminateTransaction', '--transactionalId', 'shop-1'])
    const [ended] = rowsOf(await kafka.run('transactions', producers))
    expectSame(ended?.['CurrentTransactionStartOffset'], 'None')
  },

  'kafka-transactions looks for transactions that hang, and aborts an open one': async (kafka) => {
    await kafka.topic('hanging')
    await openTransaction(kafka.server, 'shop-2', 'hanging')
    expectText(await kafka.run('transactions', ['find-hanging', '--topic', 'hanging']), 'Topic')
    await kafka.run('transactions', ['abort', '--topic', 'hanging', '--partition', '0', '--start-offset', '0'])
    const [ended] = rowsOf(await kafka.run('transactions', ['describe-producers', '--topic', 'hanging', '--partition', '0']))
    expectSame(ended?.['CurrentTransactionStartOffset'], 'None')
  },
}

/** One record in a transaction that nobody ends. */
async function openTransaction({ origin, sandbox }: Server, transactionalId: string, topic: string): Promise<void> {
  const transactions = `/v3/clusters/${sandbox.id}/transactions`
  const record = { topic_name: topic, value: { type: 'STRING', data: 'one' } }
  for (const [path, json] of [
    [transactions, { transactional_id: transactionalId }],
    [`${transactions}/${transactionalId}/records`, record],
  ] as const) {
    const answer = await ask(origin, 'POST', path, { key: sandbox.ownerKey, json })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  }
}
