// The past of a sandbox: how far it is kept, looking at a moment of it, and going back to one.
import * as z from 'zod'

const sequence = z.int().min(1).max(Number.MAX_SAFE_INTEGER)

export const momentQuery = z.object({
  at: z.coerce
    .number()
    .pipe(sequence)
    .optional()
    .meta({ description: 'The sequence of an event: the cluster as it was right behind it. Without it, as it is now.' }),
  internal: z.enum(['true', 'false']).optional().meta({ description: 'With `false`, Kafka’s own topics are left out.' }),
})

export type MomentQuery = z.output<typeof momentQuery>

export const history = z
  .object({
    first_sequence: z.int().meta({ description: 'The first moment that can be looked at and rewound to: right behind this event.' }),
    first_time_ms: z.int().meta({ description: 'The cluster’s time at that moment.' }),
    last_sequence: z.int().meta({ description: 'Of the last event.' }),
    last_time_ms: z.int().meta({ description: 'The cluster’s time at the last event.' }),
    rewinds_to: z.int().meta({ description: 'The earliest sequence that a rewind takes. The same as first_sequence.' }),
    generation: z
      .int()
      .meta({ description: 'How often the cluster was rewound, restored or reset. What was known of an earlier one is no longer so.' }),
  })
  .meta({ id: 'History' })

export type ShownHistory = z.output<typeof history>

export const rewindBody = z.strictObject({
  to_sequence: sequence.meta({
    description:
      'The sequence of an event. The cluster goes back to the end of the step that it belongs to: to all that happened in that instant.',
  }),
})

export const putBack = z
  .object({
    sequence: z.int().meta({ description: 'Of the last event there is now.' }),
    generation: z.int().meta({ description: 'How often the cluster was rewound, restored or reset by now.' }),
  })
  .meta({ id: 'PutBack' })
