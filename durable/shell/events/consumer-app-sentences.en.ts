// What happens to simulated applications that read, in English. The words are those of Kafka's consumer: poll, commit, rebalance.
import type { Callback } from '../../engine/consumer/consumer.ts'
import type { ConsumerAppChange } from '../../engine/app/consumer/consumer-change.ts'
import type { Sentences } from './sentences.ts'
import { partitionNames } from './partition-names.ts'

const CALLBACKS: Readonly<Record<Callback['kind'], string>> = {
  assigned: 'is assigned',
  revoked: 'gives up',
  lost: 'has lost',
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
}
