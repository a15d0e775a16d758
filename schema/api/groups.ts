// Consumer groups, their members and what those read, as Confluent's REST Proxy v3 shows them, and what an administrator does about them.
import * as z from 'zod'
import { listOf, relationship, resource } from './kafka-resource.ts'
import { pageQuery } from './paging.ts'

export const GROUP_STATES = [
  'UNKNOWN',
  'PREPARING_REBALANCE',
  'COMPLETING_REBALANCE',
  'ASSIGNING',
  'RECONCILING',
  'STABLE',
  'DEAD',
  'EMPTY',
] as const

const ofGroup = { cluster_id: z.string(), consumer_group_id: z.string() }

export const groupsQuery = pageQuery.extend({
  states: z.string().optional().meta({ description: 'Only groups in these states, such as `STABLE,EMPTY`.' }),
  types: z.string().optional().meta({ description: 'Only groups of these types: `classic`, `consumer`.' }),
})

export const consumerGroup = resource('KafkaConsumerGroup', {
  ...ofGroup,
  is_simple: z.boolean().meta({ description: 'Whether it only commits offsets: its consumers assign partitions to themselves.' }),
  partition_assignor: z.string().meta({ description: 'That the members have agreed on; empty while there is none.' }),
  state: z.enum(GROUP_STATES),
  type: z.enum(['UNKNOWN', 'CLASSIC', 'CONSUMER', 'SHARE']),
  is_mixed_consumer_group: z.boolean().meta({ description: 'Whether members of both protocols are in it (KIP-848).' }),
  coordinator: relationship,
  consumers: relationship,
  lag_summary: relationship,
})

export const consumerGroupList = listOf('KafkaConsumerGroupList', consumerGroup)

export const consumer = resource('KafkaConsumer', {
  ...ofGroup,
  consumer_id: z.string(),
  instance_id: z.string().nullable().meta({ description: 'Of a static member (KIP-345).' }),
  client_id: z.string(),
  host: z.string(),
  assignments: relationship,
})

export const consumerList = listOf('KafkaConsumerList', consumer)

export const consumerAssignment = resource('KafkaConsumerAssignment', {
  ...ofGroup,
  consumer_id: z.string(),
  topic_name: z.string(),
  partition_id: z.int(),
  partition: relationship,
  lag: relationship,
})

export const consumerAssignmentList = listOf('KafkaConsumerAssignmentList', consumerAssignment)

export const removeMembersBody = z
  .strictObject({
    members: z
      .array(
        z
          .strictObject({ consumer_id: z.string().optional(), instance_id: z.string().optional() })
          .refine(({ consumer_id, instance_id }) => (consumer_id === undefined) !== (instance_id === undefined), {
            message: 'Give either consumer_id or instance_id.',
          }),
      )
      .min(1)
      .optional()
      .meta({ description: 'Without it, all members.' }),
    reason: z.string().max(255).optional().meta({ description: 'In words, for whoever looks later (KIP-800).' }),
  })
  .optional()

const removedMember = { consumer_id: z.string().nullable(), instance_id: z.string().nullable() }

export const removedMembers = z
  .object({
    successes: z.array(z.object(removedMember)),
    failures: z.array(z.object({ ...removedMember, error_code: z.int(), message: z.string() })),
  })
  .meta({ id: 'RemovedMembers' })
