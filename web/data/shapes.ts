// The shapes of the API that the page works with, under the names that the page uses. They are types only: nothing of the schemas' code is
// shipped to the browser.
import type * as z from 'zod'
import type { ShownApp, ShownConsumerApp } from '../../schema/api/apps.ts'
import type { ShownEvent } from '../../schema/api/events.ts'
import type { createdSandbox, sandbox } from '../../schema/api/sandboxes.ts'
import type { ShownSnapshot } from '../../schema/api/snapshots.ts'
import type { ShownState } from '../../schema/api/state.ts'

export type ClusterState = ShownState
export type BrokerState = ShownState['brokers'][number]
export type TopicState = ShownState['topics'][number]
export type PartitionState = TopicState['partitions'][number]
export type ReplicaState = PartitionState['logs'][number]
export type GroupState = ShownState['groups'][number]
export type TransactionState = ShownState['transactions'][number]
export type FaultState = ShownState['faults'][number]
export type ClusterEvent = Omit<ShownEvent, 'why'> & { readonly why: { readonly en: string; readonly 'zh-CN': string } }
export type ProducerApp = ShownApp
export type ConsumerApp = ShownConsumerApp
export type AnyApp = ShownApp | ShownConsumerApp
export type SandboxFacts = z.output<typeof sandbox>
export type CreatedSandbox = z.output<typeof createdSandbox>

export type SnapshotFacts = ShownSnapshot

export function isConsumerApp(app: AnyApp): app is ConsumerApp {
  return 'reads' in app
}
