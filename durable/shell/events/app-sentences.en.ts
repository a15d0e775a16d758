// What happens to simulated applications, in English. The words are those of Kafka's producer: send, linger, acknowledge.
import type { AppPhase } from '../../engine/app/app.ts'
import type { BatchOutcome, ChangeOf } from '../../engine/app/app-change.ts'
import { consumerAppChanges } from './consumer-app-sentences.en.ts'
import { timeText } from './sentences.ts'
import type { Sentences } from './sentences.ts'

const PHASES: Readonly<Record<AppPhase, string>> = {
  running: 'is running',
  paused: 'is paused: its own thread stands still, and its client goes on',
  stopping: 'closes its client, which ends what it has begun',
  finishing: 'has made all its records and closes its producer',
  stopped: 'has stopped',
  finished: 'has finished',
  killed: 'was killed with everything in its memory',
  failed: 'has failed',
}

const ARRIVALS: Readonly<Record<ChangeOf<'request.released'>['phase'], string>> = {
  broker: 'and has to wait before it can answer',
  answer: 'and answers',
  unanswered: 'and its answer is lost',
}

const CONNECTIONS: Readonly<Record<ChangeOf<'connection.lost'>['cause'], readonly [what: string, why: string]>> = {
  refused: ['finds nobody', 'the broker is down'],
  reset: ['loses the connection', 'the broker went down'],
  timedOut: ['gives up the connection', 'request.timeout.ms passed without an answer'],
}

function batches(count: number): string {
  return count === 1 ? '1 batch' : `${count} batches`
}

function outcomeWords(outcomes: readonly BatchOutcome[]): string {
  const words: string[] = []
  for (const { batchId, fate, error, baseOffset, retryMs } of outcomes) {
    if (fate === 'acknowledged') words.push(`batch ${batchId} is acknowledged${baseOffset === -1 ? '' : ` at offset ${baseOffset}`}`)
    else if (fate === 'retried') words.push(`batch ${batchId} will be sent again at ${timeText(retryMs)} (${error})`)
    else words.push(`batch ${batchId} has failed (${error})`)
  }
  return words.length === 0 ? 'nothing of it is waited for any more' : words.join(', ')
}

export const appChanges: Sentences['appChanges'] = {
  ...consumerAppChanges,
  'phase.moved': ({ phase, error }, app) => `${app} ${PHASES[phase]}${error === null ? '' : ` (${error})`}`,
  'plan.changed': ({ plan }, app) => `${app} was told something else about its ${Object.keys(plan).join(', ')}`,
  'record.made': ({ record, droppedBy }, app) =>
    droppedBy === null
      ? [`${app} calls send with its record ${record.sequence} for ${record.topic}`, 'its thread has a record to send']
      : [`${app} drops its record ${record.sequence}`, `the interceptor at position ${droppedBy} does not let it pass`],
  'record.appended': ({ partitionIndex, opensBatch }, app) =>
    opensBatch
      ? [`${app} opens a batch for partition ${partitionIndex}`, 'no batch of the partition has room']
      : [`${app} adds the record to the batch of partition ${partitionIndex}`, 'the batch has room and was not sent yet'],
  'record.refused': ({ error }, app) => [`send of ${app} throws ${error}`, 'the record cannot be taken'],
  'request.sent': ({ requestId, brokerId, api, phase, batches: sent }, app) => {
    const content = api === 'Produce' ? ` with ${batches(sent.length)}` : ''
    const fate = phase === 'lost' ? ', which is lost on its way' : ''
    return [
      `${app} sends ${api}${content} to broker ${brokerId} as request ${requestId}${fate}`,
      'its client has something to ask or to send',
    ]
  },
  'request.held': ({ requestId }, app) => [
    `Request ${requestId} of ${app} lies in the socket`,
    'the broker is paused, or has an earlier request of the connection in hand',
  ],
  'request.read': ({ requestId, phase, placements }, app) => {
    const found = placements.filter(({ isDuplicate }) => isDuplicate).length
    const duplicates = found === 0 ? '' : ` (${batches(found)} of it were in the log already)`
    return [`The broker carries out request ${requestId} of ${app} ${ARRIVALS[phase]}${duplicates}`, 'it is the next in the socket']
  },
  'request.released': ({ requestId, phase }, app) => [
    `The broker is done with request ${requestId} of ${app} ${ARRIVALS[phase]}`,
    'what it waited for has come, or its time is over',
  ],
  'request.answered': ({ requestId, outcomes }, app) => [
    `${app} hears of request ${requestId}: ${outcomeWords(outcomes)}`,
    'the answer has arrived',
  ],
  'connection.lost': ({ brokerId, cause, outcomes }, app) => {
    const [what, why] = CONNECTIONS[cause]
    return [`${app} ${what} at broker ${brokerId}${outcomes.length === 0 ? '' : `: ${outcomeWords(outcomes)}`}`, why]
  },
  'batch.expired': ({ batchId }, app) => [`Batch ${batchId} of ${app} has failed (REQUEST_TIMED_OUT)`, 'delivery.timeout.ms is over'],
  'metadata.wanted': (_, app) => [`The client of ${app} wants new metadata`, 'it lacks some, or what it knows is old'],
  'metadata.learned': ({ topics }, app) => [
    `The client of ${app} learns who leads ${topics.map(({ name }) => name).join(', ')}`,
    'a broker answered Metadata',
  ],
  'producer.identified': ({ producerId, producerEpoch }, app) => [
    `${app} has producer id ${producerId} with epoch ${producerEpoch}`,
    'a broker answered InitProducerId',
  ],
  'epoch.raised': ({ producerEpoch }, app) => [
    `${app} raises its producer epoch to ${producerEpoch} and begins with sequence number 0`,
    'a batch left a gap in its sequence numbers (KIP-360)',
  ],
  'sequence.resolved': ({ partition, raisesEpoch }, app) => [
    raisesEpoch
      ? `${app} finds a gap in its sequence numbers of ${partition}`
      : `The sequence numbers of ${app} for ${partition} are in order`,
    'nothing of the partition is in flight any more',
  ],
  'coordinator.found': ({ brokerId }, app) => [
    `${app} finds its transaction coordinator on broker ${brokerId}`,
    'a broker answered FindCoordinator',
  ],
  'coordinator.refused': ({ error }, app) => [`${app} is refused with ${error}`, 'the broker could not do what it was asked'],
  'transaction.moved': ({ phase, error }, app) =>
    phase === 'inTransaction'
      ? [`${app} begins a transaction`, 'its workload sends in transactions']
      : [
          `${app} goes about ${phase} its transaction`,
          error === null ? 'the transaction has all its records' : `a batch of it has failed (${error})`,
        ],
  'transaction.ended': ({ committed }, app) => [
    `The transaction of ${app} is ${committed ? 'committed' : 'aborted'}`,
    'the coordinator said so',
  ],
}
