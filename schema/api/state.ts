// The whole cluster at one moment, as GET /state answers it and the page draws it.
import * as z from 'zod'
import { clockMode } from './clock.ts'
import { fault } from './faults.ts'

const controller = z
  .object({ node_id: z.int(), process: z.string(), is_active: z.boolean(), returns_ms: z.int().nullable() })
  .meta({ id: 'ControllerState' })

const broker = z
  .object({
    broker_id: z.int(),
    rack: z.string().nullable(),
    process: z.string().meta({ description: 'What its process does: running, paused, starting or down.' }),
    broker_epoch: z.int(),
    fenced: z.boolean(),
    in_controlled_shutdown: z.boolean(),
    silent_since_ms: z.int().nullable().meta({ description: 'Since when the controller has not heard of it.' }),
    returns_ms: z.int().nullable().meta({ description: 'When it comes back by itself from what was done to it.' }),
    follows_metadata: z.boolean().meta({ description: 'Whether it knows the newest metadata.' }),
    leader_count: z.int(),
    replica_count: z.int(),
  })
  .meta({ id: 'BrokerState' })

const replicaLog = z
  .object({
    broker_id: z.int(),
    role: z.enum(['leader', 'follower']),
    is_in_sync: z.boolean(),
    log_start_offset: z.int(),
    log_end_offset: z.int(),
    high_watermark: z.int(),
    last_stable_offset: z.int(),
    recovery_point: z.int().meta({ description: 'Up to here a crash of the machine loses nothing.' }),
    leader_epochs: z.array(z.object({ epoch: z.int(), start_offset: z.int() })),
    segments: z
      .array(z.object({ base_offset: z.int(), size_bytes: z.int().nullable(), max_timestamp: z.int().nullable() }))
      .meta({ description: 'Size and time are null for a segment of which a follower has only a part so far.' }),
    size_bytes: z.int().nullable().meta({ description: 'Null while a part of a segment is all that the follower has of it.' }),
    is_diverged: z.boolean().meta({ description: 'Whether it has a history that its leader does not share.' }),
    fetcher: z.enum(['at rest', 'request', 'response', 'backoff', 'blocked']).nullable(),
    known: z
      .object({ log_end_offset: z.int(), last_fetch_ms: z.int(), last_caught_up_ms: z.int() })
      .nullable()
      .meta({ description: 'What the leader knows of it; null for the leader itself.' }),
  })
  .meta({ id: 'ReplicaLogState' })

const nodeIds = z.array(z.int())

const partition = z
  .object({
    partition_index: z.int(),
    leader: z.int().meta({ description: '-1 when there is none.' }),
    leader_epoch: z.int(),
    partition_epoch: z.int(),
    leader_recovery_state: z.string(),
    replicas: nodeIds,
    isr: nodeIds,
    osr: nodeIds.meta({ description: 'Replicas that are not in sync.' }),
    elr: nodeIds,
    last_known_elr: nodeIds,
    adding_replicas: nodeIds,
    removing_replicas: nodeIds,
    min_isr: z.int(),
    is_under_replicated: z.boolean(),
    is_under_min_isr: z.boolean(),
    is_offline: z.boolean(),
    low_watermark: z.int().meta({ description: 'The lowest log start of the replicas on live brokers.' }),
    logs: z.array(replicaLog),
  })
  .meta({ id: 'PartitionState' })

const transaction = z
  .object({
    transactional_id: z.string(),
    coordinator: z.int(),
    producer_id: z.int(),
    producer_epoch: z.int(),
    state: z.string(),
    pending_state: z.string().nullable().meta({ description: 'What is being written down, or waits for the markers.' }),
    transaction_timeout_ms: z.int(),
    start_timestamp_ms: z.int().nullable().meta({ description: 'Null while no transaction is open.' }),
    partitions: z.array(
      z.object({
        topic: z.string(),
        partition_index: z.int(),
        marker: z
          .enum(['waiting', 'sent', 'written'])
          .nullable()
          .meta({ description: 'How far its marker has come; null before the outcome is decided.' }),
      }),
    ),
  })
  .meta({ id: 'TransactionState' })

const groupOffset = z.object({ topic: z.string(), partition_index: z.int(), offset: z.int() })

const groupMember = z.object({
  member_id: z.string(),
  group_instance_id: z.string().nullable(),
  client_id: z.string(),
  client_host: z.string(),
  assignment: z
    .array(z.object({ topic: z.string(), partition_index: z.int() }))
    .nullable()
    .meta({ description: 'Null where nobody can tell: the protocol is not that of consumers.' }),
})

const group = z
  .object({
    group_id: z.string(),
    coordinator: z.int(),
    type: z.enum(['classic', 'consumer']),
    state: z.string(),
    generation: z.int().meta({ description: 'The generation of a classic group, the epoch of one of KIP-848.' }),
    protocol_type: z.string(),
    protocol_name: z.string().nullable(),
    leader: z.string().nullable().meta({ description: 'The member that assigns, in a classic group.' }),
    members: z.array(groupMember),
    committed: z.array(groupOffset),
    pending: z
      .array(groupOffset.extend({ producer_id: z.int() }))
      .meta({ description: 'What open transactions will have committed when they are.' }),
  })
  .meta({ id: 'GroupState' })

export const clusterState = z
  .object({
    cluster_id: z.string(),
    sequence: z.int().meta({ description: 'Of the last event. `GET /events?from=` one more goes on from here.' }),
    clock: z.object({ mode: clockMode, now_ms: z.int(), next_due_ms: z.int().nullable() }),
    controller: z.object({ active_controller: z.int(), controller_epoch: z.int(), controllers: z.array(controller) }),
    brokers: z.array(broker),
    topics: z.array(z.object({ name: z.string(), topic_id: z.string(), partitions: z.array(partition) })),
    transactions: z.array(transaction),
    groups: z.array(group),
    faults: z.array(fault),
    purgatory: z
      .object({ produce: z.int(), fetch: z.int() })
      .meta({ description: 'Requests that wait inside the brokers, by what they wait for.' }),
    stored_bytes: z.int(),
  })
  .meta({ id: 'ClusterState' })

export type ShownState = z.output<typeof clusterState>
