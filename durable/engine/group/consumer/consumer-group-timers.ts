// What a coordinator does about a group of the KIP-848 protocol because time has passed.
import type { ClusterView } from '../../cluster.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import type { Step } from '../../step.ts'
import type { GroupPlace } from '../group-place.ts'
import type { ConsumerGroup } from './consumer-group.ts'

export function nextConsumerGroupMs(_cluster: ClusterView, _groupId: string, _group: DeepReadonly<ConsumerGroup>): number | null {
  return null
}

export function fireConsumerGroupTimers(_step: Step, _place: GroupPlace, _group: DeepReadonly<ConsumerGroup>): boolean {
  return false
}
