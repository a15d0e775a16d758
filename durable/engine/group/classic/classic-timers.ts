// What a coordinator does about a group of the classic protocol because time has passed.
import type { ClusterView } from '../../cluster.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import type { Step } from '../../step.ts'
import type { GroupPlace } from '../group-place.ts'
import type { ClassicGroup } from './classic-group.ts'

export function nextClassicMs(_cluster: ClusterView, _groupId: string, _group: DeepReadonly<ClassicGroup>): number | null {
  return null
}

export function fireClassicTimers(_step: Step, _place: GroupPlace, _group: DeepReadonly<ClassicGroup>): boolean {
  return false
}
