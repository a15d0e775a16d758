// What a client says on the JSON socket as a member of a group.
import * as z from 'zod'
import { MAX_GROUP_ID_CHARACTERS, MAX_PERMITS, MAX_PROCESSED_OFFSET, MAX_TOPICS } from '../limits.ts'
import { isolation } from './isolation.ts'

const name = z.string().min(1).max(MAX_GROUP_ID_CHARACTERS)
const topics = z.array(z.string()).min(1).max(MAX_TOPICS)

export const groupSubscribeFrame = z
  .strictObject({
    group: name,
    topic: z.string().optional(),
    topics: topics.optional(),
    subscription: name.optional(),
    permits: z.int().min(0).max(MAX_PERMITS).optional(),
    from: z.string().optional(),
    as: z.enum(['json', 'string', 'binary']).optional(),
    isolation: isolation.optional(),
    acks: z.enum(['auto', 'manual']).optional(),
    instance_id: z.string().optional(),
    assignor: z.string().optional(),
  })
  .refine((frame) => (frame.topic === undefined) !== (frame.topics === undefined), { message: 'Give either topic or topics.' })

const place = { topic_name: z.string(), partition_id: z.int32().min(0) }

export const recordFrame = z.strictObject({ subscription: name, ...place, offset: z.int().min(0).max(MAX_PROCESSED_OFFSET) })

export const permitFrame = z.strictObject({ subscription: name, permits: z.int().min(0).max(MAX_PERMITS) })

/** Without partitions, all of them. */
export const partitionsFrame = z.strictObject({ subscription: name, partitions: z.array(z.strictObject(place)).optional() })

export const subscriptionFrame = z.strictObject({ subscription: name })
