// What the controllers wrote into __cluster_metadata, as /v1 shows it.
import * as z from 'zod'
import { MAX_PAGE_RECORDS } from '../limits.ts'

const DEFAULT_COUNT = 100

export const metadataLogQuery = z.object({
  from: z
    .string()
    .regex(/^\d{1,16}$/, 'from must be an offset.')
    .transform(Number)
    .pipe(z.int())
    .default(0)
    .meta({ description: 'The first offset; what was removed from the beginning is passed over.' }),
  count: z
    .string()
    .regex(/^\d{1,5}$/, 'count must be a whole number.')
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_PAGE_RECORDS))
    .default(DEFAULT_COUNT)
    .meta({ description: 'At most so many records.' }),
})

export const metadataRecords = z
  .object({
    records: z.array(
      z.object({
        offset: z.int(),
        timestamp: z.int(),
        leader_epoch: z.int().meta({ description: 'The epoch of the controller that wrote it.' }),
        type: z.string().meta({ description: 'The name of Kafka’s record, such as `PartitionChangeRecord`.' }),
        version: z.int(),
        data: z.record(z.string(), z.json()).meta({ description: 'The fields of that version under Kafka’s own names.' }),
      }),
    ),
    next: z.int().nullable().meta({ description: 'The offset to go on with; null at the end of the log.' }),
  })
  .meta({ id: 'MetadataRecords' })

export type ShownMetadataRecord = z.input<typeof metadataRecords>['records'][number]
