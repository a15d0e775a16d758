// Everything that people and clients do to a cluster, each with the cluster's time at which it happens. Time itself comes in by Engine.tick.
import type { KafkaApi, KafkaRequest } from '../../schema/kafka/requests/apis.ts'
import type { AnyPlan, AppPlan } from './app/app.ts'
import type { ConsumerPlan } from './app/consumer/consumer-app.ts'
import type { HandRecord } from './app/make-records.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { FaultSpec } from './faults/fault.ts'
import type { HostedConsumer } from './hosted/hosted-consumer.ts'

/** What a person does to the process of a node. `crash` takes the machine with it: what was not flushed is gone. */
export type NodeAction = 'kill' | 'stop' | 'start' | 'pause' | 'resume' | 'crash'

export type RequestInput = {
  readonly kind: 'request'
  readonly nowMs: number
  /** Names the answer, which may come later. */
  readonly requestId: number
  /** The broker it is sent to; null for a client that asks where the leader is and goes there. */
  readonly brokerId: number | null
  /** False for one that has waited long enough and takes what there is. */
  readonly mayWait?: boolean
  /** Set for one that has reached its broker and waited there: until when it may go on waiting. */
  readonly waitUntilMs?: number
} & KafkaRequest

/** A request of one API on its way through the engine. */
export type InputOf<Api extends KafkaApi> = Extract<RequestInput, { readonly api: Api }>

/** How long an answer may still wait, and where. */
export type Patience = Pick<RequestInput, 'brokerId' | 'mayWait' | 'waitUntilMs'>

export type ActionInput =
  | {
      readonly kind: 'node'
      readonly nowMs: number
      readonly nodeId: number
      readonly action: NodeAction
      /** After so long the node comes back by itself: a paused one wakes, one that is down starts. Null or absent: it waits for somebody. */
      readonly durationMs?: number | null
    }
  | { readonly kind: 'startFault'; readonly nowMs: number; readonly spec: FaultSpec; readonly durationMs: number | null }
  | { readonly kind: 'endFault'; readonly nowMs: number; readonly faultId: number }
  | AppInput
  | HostedInput

/** What a person does to the process of an application. */
export type AppAction = 'start' | 'pause' | 'resume' | 'stop' | 'kill'

export type AppInput =
  | { readonly kind: 'createApp'; readonly nowMs: number; readonly plan: DeepReadonly<AnyPlan>; readonly starts: boolean }
  | {
      readonly kind: 'changeApp'
      readonly nowMs: number
      readonly appId: number
      readonly plan: DeepReadonly<Partial<AppPlan> | Partial<ConsumerPlan>>
    }
  | { readonly kind: 'controlApp'; readonly nowMs: number; readonly appId: number; readonly action: AppAction }
  | { readonly kind: 'sendRecord'; readonly nowMs: number; readonly appId: number; readonly record: HandRecord }
  | { readonly kind: 'removeApp'; readonly nowMs: number; readonly appId: number }

/** What the shell keeps of the consumers that it hosts. */
export type HostedInput =
  | ({ readonly kind: 'createConsumer'; readonly nowMs: number } & Omit<HostedConsumer, 'usedMs' | 'characters'>)
  | ({ readonly kind: 'keepConsumer'; readonly nowMs: number } & Pick<HostedConsumer, 'groupId' | 'name' | 'consumer'>)
  | ({ readonly kind: 'removeConsumer'; readonly nowMs: number } & Pick<HostedConsumer, 'groupId' | 'name'>)
