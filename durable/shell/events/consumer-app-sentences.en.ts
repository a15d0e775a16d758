// What happens to simulated applications that read, in English. The words are those of Kafka's consumer: poll, commit, rebalance.
import type { Callback } from '../../engine/consumer/consumer.ts'
import type { ConsumerAppChange } from '../../engine/app/consumer/consumer-change.ts'
import type { HandledOutcome } from '../../engine/app/consumer/consumer-change.ts'
import type { Fate } from '../../engine/app/pattern/pattern.ts'
import { placeName } from './partition-names.ts'
import type { Sentences } from './sentences.ts'
import { partitionNames } from './partition-names.ts'

const CALLBACKS: Readonly<Record<Callback['kind'], string>> = {
  assigned: 'is assigned',
  revoked: 'gives up',
  lost: 'has lost',
}

const HANDLED: Readonly<Record<Fate | Exclude<HandledOutcome['kind'], 'ended'>, string>> = {
  processed: 'is processed',
  skipped: 'is skipped',
  dropped: 'is dropped by an interceptor',
  deadLettered: 'goes to the dead letters',
  retried: 'goes to the next level',
  delayed: 'goes to a level',
  delivered: 'is delivered',
  routed: 'goes on',
  looped: 'has gone round too often, and ends here',
  leaves: 'is to be sent on',
  held: 'waits in the timing wheel',
  waits: 'will be read again, and its partition waits',
}

function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`
}

export const consumerAppChanges: Pick<Sentences['appChanges'], ConsumerAppChange['kind']> = {
  'consumer.sent': ({ requests }, app) => {
    const sent = requests.map(
      ({ api, brokerId, phase }) => `${api} to broker ${brokerId}${phase === 'lost' ? ', which is lost on its way' : ''}`,
    )
    return sent.length === 0 ? `The consumer of ${app} goes a step on without sending anything` : `${app} sends ${sent.join(', ')}`
  },
  'consumer.heard': ({ requestIds, isAnswer }, app) =>
    isAnswer
      ? `The answer to request ${requestIds.join(', ')} reaches ${app}`
      : [
          `${app} loses a connection with ${requestIds.length === 1 ? 'a request' : `${requestIds.length} requests`} on it`,
          'the broker went down',
        ],
  'consumer.rebalanced': ({ callbacks }, app) => {
    const heard = callbacks.map(({ kind, partitions }) => `${CALLBACKS[kind]} ${partitionNames(partitions, 'no partitions')}`)
    return heard.length === 0 ? `${app} closes its consumer` : `${app} ${heard.join(' and ')}`
  },
  'consumer.polled': ({ records: polled }, app) =>
    polled.length === 0 ? `poll of ${app} gives nothing` : `poll of ${app} gives ${records(polled.length)}`,
  'consumer.processed': ({ records: processed, droppedCount }, app) => {
    const failures = processed.filter(({ fate }) => fate === 'fails').length
    if (failures === 0) return `${app} has processed ${records(processed.length)}`
    const again = droppedCount > 0 ? ` and will poll it and ${records(droppedCount)} behind it again` : ''
    return [`${app} fails on ${records(failures)}${again}`, 'its handler throws']
  },
  'consumer.committing': (_, app) => `${app} commits its offsets`,
  'consumer.committed': ({ events }, app) => {
    const told = events.map((event) => (event.kind === 'committed' ? 'a commit is done' : `a commit has failed (${event.error})`))
    return `${app} hears that ${told.join(' and ')}`
  },
  'consumer.handled': ({ record, outcome, error }, app) => {
    const what = `${placeName(record)} ${HANDLED[outcome.kind === 'ended' ? outcome.fate : outcome.kind]}`
    return error === null ? `${app}: ${what}` : [`${app}: ${what}`, 'its handler throws']
  },
  'consumer.resumed': ({ partitions }, app) => `${app} reads ${partitionNames(partitions, 'no partitions')} again`,
  'consumer.wheelTurned': ({ dueCount }, app) =>
    `The timing wheel of ${app} turns, and ${records(dueCount)} ${dueCount === 1 ? 'is' : 'are'} due`,
  'consumer.forwarding': ({ sending, topic }, app) =>
    `${app} has its producer send ${placeName(sending)} on to ${topic}, as record ${sending.sequence}`,
  'consumer.forwarded': ({ acknowledged, failed }, app) =>
    failed.length === 0
      ? `What ${app} sent on has arrived: ${records(acknowledged.length)}`
      : `${app} has to send ${records(failed.length)} on once more, and ${acknowledged.length} arrived`,
}
