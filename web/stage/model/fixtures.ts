// Pieces of a cluster's state for tests: a healthy default, and what the test is about.
import type { BrokerState, ClusterState, ConsumerApp, GroupState, PartitionState, ProducerApp, ReplicaState } from '../../data/shapes.ts'

export function aReplica(facts: Partial<ReplicaState>): ReplicaState {
  return {
    broker_id: 1,
    role: 'follower',
    is_in_sync: true,
    log_start_offset: 0,
    log_end_offset: 0,
    high_watermark: 0,
    last_stable_offset: 0,
    recovery_point: 0,
    leader_epochs: [],
    segments: [],
    size_bytes: 0,
    is_diverged: false,
    fetcher: null,
    known: null,
    ...facts,
  }
}

export function aPartition(facts: Partial<PartitionState>): PartitionState {
  return {
    partition_index: 0,
    leader: 1,
    leader_epoch: 0,
    partition_epoch: 0,
    leader_recovery_state: 'RECOVERED',
    replicas: [1],
    isr: [1],
    osr: [],
    elr: [],
    last_known_elr: [],
    adding_replicas: [],
    removing_replicas: [],
    min_isr: 1,
    is_under_replicated: false,
    is_under_min_isr: false,
    is_offline: false,
    low_watermark: 0,
    logs: [aReplica({ role: 'leader' })],
    ...facts,
  }
}

export function aBroker(facts: Partial<BrokerState>): BrokerState {
  return {
    broker_id: 1,
    rack: null,
    process: 'running',
    broker_epoch: 1,
    fenced: false,
    in_controlled_shutdown: false,
    silent_since_ms: null,
    returns_ms: null,
    follows_metadata: true,
    leader_count: 0,
    replica_count: 0,
    ...facts,
  }
}

export function aGroup(facts: Partial<GroupState>): GroupState {
  return {
    group_id: 'billing',
    coordinator: 1,
    type: 'classic',
    state: 'Stable',
    generation: 1,
    protocol_type: 'consumer',
    protocol_name: 'range',
    leader: null,
    members: [],
    committed: [],
    pending: [],
    ...facts,
  }
}

export function aState(facts: Partial<ClusterState>): ClusterState {
  return {
    cluster_id: 'cluster',
    sequence: 1,
    clock: { mode: 'realtime', now_ms: 0, next_due_ms: null },
    controller: { active_controller: 3000, controller_epoch: 1, controllers: [] },
    brokers: [aBroker({})],
    topics: [],
    transactions: [],
    groups: [],
    faults: [],
    purgatory: { produce: 0, fetch: 0 },
    stored_bytes: 0,
    ...facts,
  }
}

const NO_COUNTS = {
  made: 0,
  dropped: 0,
  acknowledged: 0,
  failed: 0,
  abandoned: 0,
  requests: 0,
  retries: 0,
  timeouts: 0,
  connections_lost: 0,
  duplicates_dropped: 0,
  on_acknowledgement: 0,
  on_acknowledgement_errors: 0,
  transactions_committed: 0,
  transactions_aborted: 0,
}

export function aProducer(facts: Partial<ProducerApp>): ProducerApp {
  return {
    id: 1,
    name: 'shop',
    topic: 'orders',
    configs: {},
    workload: {
      records_per_second: 5,
      count: 100,
      keys: { kind: 'none' },
      value: 'x',
      headers: [],
      records_per_transaction: 0,
      abort_every: 0,
    },
    interceptors: [],
    created_at: '2026-01-01T00:00:00Z',
    phase: 'running',
    error: null,
    instance: 1,
    counters: NO_COUNTS,
    producer: null,
    abandoned_requests: 0,
    owner_app: null,
    ...facts,
  }
}

/** Only what the stage reads of an application that consumes. */
export function aConsumer(facts: {
  readonly id: number
  readonly name: string
  readonly configs?: Readonly<Record<string, string>>
  readonly memberId?: string
}): ConsumerApp {
  const { id, name, configs = {}, memberId = null } = facts
  const partial = {
    id,
    name,
    configs,
    phase: 'running',
    error: null,
    reads: { topics: [] },
    consumer: { member_id: memberId, partitions: [] },
  }
  return partial as unknown as ConsumerApp
}
