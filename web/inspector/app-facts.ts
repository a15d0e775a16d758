// What is known of a simulated application.
import { isConsumerApp } from '../data/shapes.ts'
import type { AnyApp, ConsumerApp, ProducerApp } from '../data/shapes.ts'
import { formatBytes, formatDuration } from '../i18n/format.ts'
import { factText, valueText } from './fact-text.ts'
import { brokerLink, fact, factIf } from './facts.ts'
import type { Fact, Facts, FactTable, Tone } from './facts.ts'

const TONES: Readonly<Record<AnyApp['phase'], Tone>> = {
  running: 'good',
  paused: 'warn',
  stopping: 'warn',
  finishing: 'warn',
  stopped: 'warn',
  finished: 'good',
  killed: 'bad',
  failed: 'bad',
}

export function appFacts(apps: readonly AnyApp[], appId: number): Facts | null {
  const app = apps.find(({ id }) => id === appId)
  if (app === undefined) return null
  const own = isConsumerApp(app) ? consumerFacts(app) : producerFacts(app)
  const configs = Object.entries(app.configs).map(([name, value]) => `${name}=${value}`)
  return {
    facts: [
      fact('phase', app.phase, { tone: TONES[app.phase] }),
      ...factIf(app.error !== null, 'error', app.error ?? '', { tone: 'bad' }),
      ...own,
      ...factIf(configs.length > 0, 'configs', configs.join(' · ')),
      fact('connectionsLost', app.counters.connections_lost),
      fact('instance', app.instance),
    ],
    tables: isConsumerApp(app) ? positionTable(app) : [],
  }
}

function producerFacts({ topic, workload, counters, producer }: ProducerApp): Fact[] {
  return [
    fact('writesTo', topic, { links: [{ label: topic, to: { kind: 'topic', topic } }] }),
    fact('rate', workload.count === 0 ? valueText.handOnly : valueText.perSecond(workload.records_per_second)),
    fact('made', counters.made),
    fact('acknowledged', counters.acknowledged),
    fact('failed', counters.failed, counters.failed > 0 ? { tone: 'bad' } : {}),
    ...factIf(counters.abandoned > 0, 'abandoned', counters.abandoned, { tone: 'warn' }),
    fact('retries', counters.retries),
    ...(producer === null ? [] : processFacts(producer)),
  ]
}

function processFacts(producer: NonNullable<ProducerApp['producer']>): Fact[] {
  return [
    fact('buffered', formatBytes(producer.buffered_bytes)),
    fact('waitingBatches', producer.batches.length),
    fact('inFlight', requestsOf(producer.in_flight)),
    ...(producer.producer_id === null ? [] : [fact('producerId', String(producer.producer_id))]),
    ...(producer.producer_epoch === null ? [] : [fact('producerEpoch', String(producer.producer_epoch))]),
    ...(producer.transaction === null ? [] : [fact('transactionPhase', producer.transaction)]),
  ]
}

function consumerFacts({ reads, counters, consumer }: ConsumerApp): Fact[] {
  const topics = reads.topics ?? []
  return [
    fact(
      'readsFrom',
      reads.pattern ?? '',
      topics.length === 0 ? {} : { links: topics.map((topic) => ({ label: topic, to: { kind: 'topic', topic } })) },
    ),
    fact('commit', reads.commit),
    fact('processing', formatDuration(reads.processing_ms)),
    fact('polled', counters.polled),
    fact('processed', counters.processed),
    ...factIf(counters.processed_again > 0, 'processedAgain', counters.processed_again, { tone: 'warn' }),
    fact('commits', counters.commits),
    ...(consumer === null ? [] : memberFacts(consumer)),
  ]
}

function memberFacts(consumer: NonNullable<ConsumerApp['consumer']>): Fact[] {
  const { coordinator, generation, member_id: memberId } = consumer
  return [
    fact('thread', consumer.thread),
    fact('inHand', consumer.in_hand),
    fact('membership', consumer.membership),
    ...(generation === null ? [] : [fact('generation', String(generation))]),
    ...(coordinator === null ? [] : [fact('coordinator', valueText.broker(coordinator), { links: [brokerLink(coordinator)] })]),
    ...(memberId === null ? [] : [fact('memberId', memberId)]),
    fact('inFlight', requestsOf(consumer.in_flight)),
  ]
}

function positionTable({ consumer }: ConsumerApp): FactTable[] {
  const partitions = consumer?.partitions ?? []
  if (partitions.length === 0) return []
  return [
    {
      caption: factText.position,
      head: [factText.assignment, factText.position],
      rows: partitions.map(({ topic, partition, position }) => ({
        key: `${topic}-${partition}`,
        cells: [`${topic}-${partition}`, position === null ? '–' : String(position)],
        to: { kind: 'partition', topic, partition },
      })),
    },
  ]
}

/** `Produce → 1, Metadata → 3` */
function requestsOf(requests: readonly { readonly api: string; readonly broker: number }[]): string {
  return requests.length === 0 ? valueText.none : requests.map(({ api, broker }) => `${api} → ${broker}`).join(', ')
}
