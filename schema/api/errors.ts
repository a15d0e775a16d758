// The two shapes of an error: Confluent's for /v2 and /v3, problem+json for /v1.
import * as z from 'zod'

const errorDetails = {
  producer_epoch: z.int().optional().meta({ description: 'Of a producer that was refused: the epoch that holds now.' }),
  producer_expected_seq: z.int().optional().meta({ description: 'The sequence number that the leader would have taken.' }),
  producer_received_seq: z.int().optional().meta({ description: 'The sequence number that came.' }),
  filter_error: z.string().optional().meta({ description: 'What is wrong with a filter, as a name: `UNKNOWN_NAME`.' }),
  filter_position: z.int().optional().meta({ description: 'Where in the filter, from 0.' }),
}

export const confluentError = z
  .object({
    error_code: z.int().meta({ description: "The HTTP status, or one of Confluent's five-digit codes, such as 40403." }),
    message: z.string(),
    ...errorDetails,
  })
  .meta({ id: 'Error' })

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "Kafka's error name where there is one, else a name in the same style." }),
    detail: z.string(),
    retriable: z.boolean().meta({ description: 'Whether the same request may succeed later.' }),
    ...errorDetails,
    first_kept: z.int().optional().meta({ description: 'The first event that is kept, where an earlier one was asked for.' }),
    snapshot_hash: z.string().optional().meta({ description: 'Of a sandbox that was archived: the snapshot that was made of it.' }),
    archived_at: z.iso.datetime().optional().meta({ description: 'When it was archived.' }),
    errors: z
      .array(z.object({ field: z.string().meta({ description: 'JSON pointer into the request body.' }), detail: z.string() }))
      .optional(),
  })
  .meta({ id: 'Problem' })
