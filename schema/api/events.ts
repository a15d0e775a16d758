// Events: everything that happened in a cluster, with its cause.
import * as z from 'zod'
import { MAX_EVENTS_PER_PAGE } from '../limits.ts'

/** What can happen. The names are those of the journal's records (durable/engine/record.ts); the edge's types hold both to each other. */
export const EVENT_KINDS = [
  'cluster.created',
  'broker.registered',
  'broker.changed',
  'process.changed',
  'broker.heard',
  'broker.view',
  'controller.elected',
  'controller.silent',
  'topic.created',
  'topic.removed',
  'partition.created',
  'partition.changed',
  'config.changed',
  'brokerConfig.changed',
  'acl.created',
  'acl.removed',
  'clientQuota.changed',
  'groupConfig.changed',
  'random.moved',
  'extentId.moved',
  'log.changed',
  'replica.fetched',
  'replica.asked',
  'replica.appended',
  'replica.truncated',
  'fetcher.moved',
  'replica.forked',
  'replica.joined',
  'log.handed',
  'isr.proposed',
  'log.flushed',
  'idempotencyKey.kept',
  'idempotencyKeys.expired',
  'app.created',
  'app.changed',
  'app.removed',
  'consumer.created',
  'consumer.changed',
  'consumer.removed',
  'transactions.loaded',
  'transactions.unloaded',
  'transaction.prepared',
  'transaction.moved',
  'transaction.removed',
  'marker.moved',
  'marker.acknowledged',
  'offsets.loaded',
  'offsets.unloaded',
  'offsets.appended',
  'offsets.deleted',
  'offsets.settled',
  'group.changed',
  'group.written',
  'group.removed',
  'members.seen',
  'producerIds.allocated',
  'producerId.claimed',
  'fault.started',
  'fault.used',
  'fault.ended',
  'clock.changed',
  'metadata.appended',
] as const

export type EventKind = (typeof EVENT_KINDS)[number]

const known = new Set<string>(EVENT_KINDS)

const kinds = z
  .string()
  .transform((text) => text.split(','))
  .pipe(
    z.array(
      z.string().refine((kind): kind is EventKind => known.has(kind), { error: ({ input }) => `There is no kind ${String(input)}.` }),
    ),
  )

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'This must be a whole number.')
  .transform(Number)

export const eventQuery = z.object({
  from: z
    .union([z.enum(['earliest', 'latest']), wholeNumber])
    .optional()
    .meta({
      description:
        'The sequence of the first event; or `earliest` (the default): the oldest that is kept; or `latest`: only what is still to come. ' +
        'The header `Last-Event-ID` beats it, and goes on behind the event it names.',
    }),
  count: wholeNumber.optional().meta({ description: `At most this many events. A JSON page never has more than ${MAX_EVENTS_PER_PAGE}.` }),
  kind: kinds.optional().meta({ description: 'Only events of these kinds, separated by commas.' }),
  topic: z.string().optional().meta({ description: 'Only events about this topic.' }),
  lang: z.enum(['en', 'zh-CN']).optional().meta({ description: 'Give `why` as one sentence in this language.' }),
  wait: wholeNumber.optional().meta({
    description:
      'A stream ends when nothing happens for so many milliseconds; 0 ends it where history ends. Without it, it follows for ever.',
  }),
})

export type EventQuery = z.output<typeof eventQuery>

const trigger = z
  .object({
    kind: z.enum(['request', 'action', 'timer', 'creation']),
    api: z.string().optional(),
    action: z.string().optional(),
    broker_id: z.int().nullable().optional(),
    node_id: z.int().nullable().optional(),
  })
  .meta({ description: 'What set it all going: a Kafka request, somebody’s hand, time, or the making of the cluster.' })

export const event = z
  .object({
    sequence: z.int(),
    time: z.iso.datetime().meta({ description: "By the cluster's clock." }),
    time_ms: z.int(),
    kind: z.enum(EVENT_KINDS),
    trigger,
    caused_by: z.int().nullable().meta({ description: 'The sequence of the event that caused it; null when the trigger did.' }),
    why: z
      .union([z.object({ en: z.string(), 'zh-CN': z.string() }), z.string()])
      .meta({ description: 'What happened and why, in one sentence for each language; `lang` chooses one.' }),
    facts: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' })

export type ShownEvent = z.output<typeof event>

export const eventPage = z
  .object({
    events: z.array(event),
    next: z.int().meta({ description: 'Where the next page begins: ask for it with `from`.' }),
    first_kept: z.int().meta({ description: 'The oldest sequence that is kept. What is older is 410.' }),
  })
  .meta({ id: 'EventPage' })
