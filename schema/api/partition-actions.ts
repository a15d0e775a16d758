// Things done to partitions that Confluent's REST Proxy does not have: electing leaders, and deleting records from the beginning.
import * as z from 'zod'
import { MAX_PARTITIONS_PER_CLUSTER, MAX_PARTITIONS_PER_TOPIC } from '../limits.ts'

const place = { topic_name: z.string(), partition_id: z.int32() }
const failure = z.object({ ...place, error_code: z.int(), message: z.string() })

const electionType = z.enum(['preferred', 'unclean']).meta({
  description: 'preferred: leadership goes back to the first replica where that is safe. unclean: a live replica leads, whatever is lost.',
})

export const electLeadersBody = z.strictObject({
  election_type: electionType,
  partitions: z
    .array(z.strictObject(place))
    .max(MAX_PARTITIONS_PER_CLUSTER)
    .optional()
    .meta({ description: 'All partitions of the cluster without it.' }),
})

export const electTopicLeadersBody = z.strictObject({
  election_type: electionType,
  partitions: z.array(z.int32()).max(MAX_PARTITIONS_PER_TOPIC).optional().meta({ description: 'All partitions of the topic without it.' }),
})

export const electionResults = z
  .object({ successes: z.array(z.object(place)), failures: z.array(failure) })
  .meta({ id: 'LeaderElectionResults' })

const offset = z.int().meta({ description: 'Records before it go. -1 is the high watermark: everything that is committed.' })

export const deleteRecordsBody = z.strictObject({ offset })

export const deleteManyRecordsBody = z.strictObject({
  data: z
    .array(z.strictObject({ ...place, offset }))
    .min(1)
    .max(MAX_PARTITIONS_PER_CLUSTER),
})

const deleted = z.object({ cluster_id: z.string(), ...place, low_watermark: z.int() })

export const deletedRecords = deleted.meta({ id: 'DeletedRecords' })

export const deleteRecordsResults = z
  .object({ successes: z.array(deleted), failures: z.array(failure) })
  .meta({ id: 'DeleteRecordsResults' })
