// What the edge may ask of a sandbox's object. Plain data both ways: these types are all that the Worker knows of the object.
import type { AclBinding } from '../../schema/kafka/acls/acl-binding.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { KafkaApi, RequestOf } from '../../schema/kafka/requests/apis.ts'
import type { ActionInput } from '../engine/input.ts'
import type { ConsumerAnswer, ConsumerCall, ConsumerRef, ConsumerSpec } from './consumers/consumer-call.ts'
import type { DiskListing, DiskPiece, DiskQuery, FileRange } from './disk/disk.ts'
import type { IndexQuery, IndexView } from './disk/index-view.ts'
import type { MetadataPage } from './disk/metadata-page.ts'
import type { EventPage } from './events/event-page.ts'
import type { ClockChange, ClockFacts } from './clock-change.ts'
import type { Answered } from './runtime.ts'
import type { SnapshotReason, SnapshotRpc } from './snapshots/snapshot-rpc.ts'
import type { ClusterState } from './views/cluster-state.ts'
import type { MetricValue } from './metrics/metric-value.ts'
import type { AppDelivery, ConsumerAppDelivery, AnyAppState } from './views/app-state.ts'
import type { DeliveryPage, DeliveryQuery } from './views/partition-delivery.ts'

/** Who asks. The edge has checked the key's signature, scopes and expiry; only the object knows whether it was revoked. */
export type Caller = {
  readonly keyId: string
  /** The line that ends when the caller has gone (shell/sockets): it waits for nothing any more then. */
  readonly connectionId?: string
  /** Of a client of the binary protocol, which has quotas by it. */
  readonly clientId?: string
  /** For who looks at a snapshot, and not at a sandbox: its hash. Only what changes nothing is answered then. */
  readonly snapshotHash?: string
}

export type Refused<Reason extends string> = { readonly ok: false; readonly reason: Reason; readonly message: string }

/** A sandbox that expired and was kept as a snapshot. */
export type Archived = {
  readonly ok: false
  readonly reason: 'SANDBOX_ARCHIVED'
  readonly message: string
  readonly snapshotHash: string
  readonly archivedMs: number
}

/** Every call can find that the sandbox does not exist (any more), or that the key was revoked. */
export type Outcome<Value, Reason extends string = never> =
  | { readonly ok: true; readonly value: Value }
  | Refused<'SANDBOX_NOT_FOUND' | 'KEY_REVOKED' | Reason>
  | Archived

export type SandboxSpec = {
  /** 22 characters of URL-safe base64: the sandbox's id, Kafka's cluster id, and the name of the object. */
  readonly sandboxId: string
  readonly name: string
  readonly brokers: readonly { readonly brokerId: number; readonly rack: string | null }[]
  readonly brokerConfigs: readonly (readonly [name: string, value: string])[]
  readonly clock: 'realtime' | 'manual'
  /** Null lets the object draw one. */
  readonly seed: number | null
  /** Milliseconds since the epoch; null keeps the sandbox until it is deleted. */
  readonly expiresMs: number | null
  /** The keys it starts with. */
  readonly keys: readonly KeyFacts[]
  /** The hash of the snapshot that it begins with, whose brokers, configs, clock and seed hold then. */
  readonly fromSnapshot?: string
}

type WithoutTime<Input> = Input extends unknown ? Omit<Input, 'nowMs'> : never

/** What somebody does to a node, or breaks, or mends: see engine/input.ts. */
export type SandboxAction = WithoutTime<ActionInput>

/** `sequence` is that of the event which the action caused. Refusals carry Kafka's own error. */
export type ActionAnswer =
  | { readonly done: true; readonly faultId: number | null; readonly appId: number | null; readonly sequence: number }
  | { readonly done: false; readonly error: KafkaErrorName; readonly message: string }

export type ClockAnswer =
  | {
      readonly done: true
      readonly clock: ClockFacts
      /** Sequence of the last event that moving the clock caused, or null. */
      readonly sequence: number | null
      /** False when more timers were due than one call fires: the clock stands where it got to. */
      readonly isComplete: boolean
    }
  | { readonly done: false; readonly error: KafkaErrorName; readonly message: string }

export type SandboxFacts = {
  readonly sandboxId: string
  readonly name: string
  readonly createdMs: number
  readonly expiresMs: number | null
  readonly brokers: readonly { readonly brokerId: number; readonly rack: string | null }[]
}

/** How far back the kept history reaches: from the first moment that can be rewound to, to the last event. Times are the cluster's. */
export type HistoryFacts = {
  readonly firstSequence: number
  readonly firstTimeMs: number
  readonly lastSequence: number
  readonly lastTimeMs: number
  /** How often the cluster was rewound, restored or reset. */
  readonly generation: number
}

/** What is so at a moment; or between which moments it has to lie. */
export type AtMoment<Value> =
  | { readonly isKept: true; readonly value: Value }
  | { readonly isKept: false; readonly firstSequence: number; readonly lastSequence: number }

/** `sequence` is that of the last event since the cluster goes on. */
export type PutBack = { readonly sequence: number; readonly generation: number }

export type SandboxChange = { readonly name?: string; readonly expiresMs?: number | null }

/** What is remembered of a key; the key itself is only ever shown to the one who makes it. */
export type KeyFacts = {
  readonly keyId: string
  readonly name: string | null
  readonly scopes: readonly string[]
  readonly topicPrefix: string | null
  readonly origins: readonly string[] | null
  readonly createdMs: number
  readonly expiresMs: number | null
  readonly revokedMs: number | null
}

export interface SandboxRpc extends SnapshotRpc {
  /** Makes the sandbox. INVALID_CONFIG names the broker config that is wrong; ALREADY_EXISTS cannot happen with a fresh id. */
  createSandbox(spec: SandboxSpec): Promise<Outcome<SandboxFacts, 'ALREADY_EXISTS' | 'INVALID_CONFIG' | SnapshotReason>>
  describeSandbox(caller: Caller): Promise<Outcome<SandboxFacts>>
  updateSandbox(caller: Caller, change: SandboxChange): Promise<Outcome<SandboxFacts>>
  /** Removes the sandbox with all it stores; afterwards every call answers SANDBOX_NOT_FOUND. */
  deleteSandbox(caller: Caller): Promise<Outcome<null>>
  listKeys(caller: Caller): Promise<Outcome<readonly KeyFacts[]>>
  addKey(caller: Caller, key: KeyFacts): Promise<Outcome<KeyFacts, 'TOO_MANY_KEYS'>>
  /** Revokes at once and closes the sockets opened with the key. False when there is no such key. */
  revokeKey(caller: Caller, keyId: string): Promise<Outcome<boolean>>
  /** One Kafka request, to the broker it names; without one (null) to the leaders of what it is about. */
  kafka<Api extends KafkaApi>(
    caller: Caller,
    request: RequestOf<Api>,
    brokerId?: number | null,
  ): Promise<Outcome<Answered<Api>, SnapshotReason>>
  /** Every rule of access, for who holds clients to them. */
  acls(caller: Caller): Promise<Outcome<readonly AclBinding[]>>
  /** A consumer that lives in the object. */
  createConsumer(caller: Caller, spec: ConsumerSpec): Promise<Outcome<ConsumerAnswer>>
  callConsumer(caller: Caller, consumer: ConsumerRef, call: ConsumerCall): Promise<Outcome<ConsumerAnswer>>
  /** Something done to a node, or a fault started or ended. */
  act(caller: Caller, action: SandboxAction): Promise<Outcome<ActionAnswer>>
  clock(caller: Caller): Promise<Outcome<ClockFacts>>
  changeClock(caller: Caller, change: ClockChange): Promise<Outcome<ClockAnswer>>
  /** Everything about the cluster at this moment. */
  state(caller: Caller): Promise<Outcome<ClusterState, SnapshotReason>>
  /** The cluster as it was right behind an event. */
  stateAt(caller: Caller, sequence: number): Promise<Outcome<AtMoment<ClusterState>, SnapshotReason>>
  history(caller: Caller): Promise<Outcome<HistoryFacts>>
  /** Puts the cluster back to the end of the step that an event belongs to. */
  rewind(caller: Caller, toSequence: number): Promise<Outcome<AtMoment<PutBack>>>
  /** Puts the cluster back to when it was made. */
  reset(caller: Caller): Promise<Outcome<PutBack>>
  /** Events from a sequence on, as far as the kept history reaches; at most maxEvents of them. */
  events(caller: Caller, fromSequence: number, maxEvents: number): Promise<Outcome<EventPage, SnapshotReason>>
  /** Every simulated application. */
  apps(caller: Caller): Promise<Outcome<readonly AnyAppState[], SnapshotReason>>
  /** What became of the records of one; null when there is no such application. */
  appDelivery(caller: Caller, appId: number): Promise<Outcome<AppDelivery | ConsumerAppDelivery | null>>
  /** The fate of each record of a partition; null when there is no such partition. */
  partitionDelivery(caller: Caller, query: DeliveryQuery): Promise<Outcome<DeliveryPage | null>>
  metrics(caller: Caller): Promise<Outcome<readonly MetricValue[]>>
  /** What is on a node's disk; null when there is no such node. */
  listDisk(caller: Caller, nodeId: number, query: DiskQuery): Promise<Outcome<DiskListing | null>>
  /** A part of `meta.properties` or `orders-0/00000000000000000000.log`; null when the node has no such file. */
  readDiskFile(caller: Caller, nodeId: number, path: string, range: FileRange): Promise<Outcome<DiskPiece | null>>
  /** The sparse indexes of a segment; null when the node has no such directory, or it no such segment. */
  viewIndexes(caller: Caller, nodeId: number, directory: string, query: IndexQuery): Promise<Outcome<IndexView | null>>
  readMetadataLog(caller: Caller, fromOffset: number): Promise<Outcome<MetadataPage>>
  /** Upgrades to a WebSocket, which no other method could hand over: see shell/sockets/. */
  fetch(request: Request): Promise<Response>
}
