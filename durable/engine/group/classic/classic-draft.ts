// A decision about a group of the classic protocol while it is made: one change after another, each seen by the next, and at most one record in
// the log. The cluster itself changes when the step is applied.
import { RecordBatchBuilder } from '../../../../schema/kafka/batch-builder.ts'
import { encodeGroupMetadataKey, encodeGroupMetadataValue } from '../../../../schema/kafka/coordinator/group-metadata.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import { assert } from '../../assert.ts'
import { appendAsBroker } from '../../coordinator/append-as-broker.ts'
import type { WaitingPartition } from '../../purgatory/waiting.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import type { Reason } from '../../reason.ts'
import type { Step } from '../../step.ts'
import { ofGroup } from '../group-place.ts'
import type { GroupPlace } from '../group-place.ts'
import { groupTombstones } from '../group-tombstones.ts'
import type { GroupMembership } from '../membership.ts'
import { withClassicChange } from './apply-classic.ts'
import type { ClassicChange } from './classic-change.ts'
import { emptyClassicGroup } from './classic-group.ts'
import type { ClassicGroup, ClassicGroupView } from './classic-group.ts'
import { groupMetadataOf } from './group-log.ts'

export class ClassicDraft {
  readonly step: Step
  readonly place: GroupPlace
  #group: ClassicGroup
  #isCreated: boolean
  #written: WaitingPartition | null = null

  readonly #replaced: readonly Uint8Array[]

  /** `group` is null for one that nobody has joined yet. An empty group of the KIP-848 protocol is replaced by one that begins. */
  constructor(step: Step, place: GroupPlace, group: DeepReadonly<GroupMembership> | null) {
    this.step = step
    this.place = place
    const known = group?.type === 'classic' ? group : null
    this.#replaced = group?.type === 'consumer' ? groupTombstones(place.groupId, group) : []
    this.#group = known ?? emptyClassicGroup(step.nowMs)
    this.#isCreated = known !== null
  }

  /** As it will be after the changes so far. */
  get group(): ClassicGroupView {
    return this.#group
  }

  get isCreated(): boolean {
    return this.#isCreated
  }

  /** What the log has to commit of this decision; null when nothing was written. */
  get written(): WaitingPartition | null {
    return this.#written
  }

  change(change: ClassicChange, reason?: Reason): void {
    if (!this.#isCreated) {
      this.#isCreated = true
      this.change({ kind: 'created' })
    }
    this.#group = withClassicChange(this.#group, change, this.step.nowMs)
    const named = { kind: 'group.changed', ...ofGroup(this.place), change } as const
    this.step.records.push(reason === undefined ? named : { ...named, reason })
  }

  /** Writes the group down as it is now, with these assignments; the error of the log, or null. */
  write(assignments: ReadonlyMap<string, string> = new Map()): KafkaErrorName | null {
    // A step sees the log as it was before: two appends would get the same place.
    assert(this.#written === null, 'a decision writes the group once')
    const { groupId: group, topic, partition } = this.place
    const builder = new RecordBatchBuilder()
    for (const key of this.#replaced) builder.append(this.step.nowMs, key, null, [])
    const value = encodeGroupMetadataValue(groupMetadataOf(this.#group, assignments))
    builder.append(this.step.nowMs, encodeGroupMetadataKey({ group }), value, [])
    const appended = appendAsBroker(this.step, topic, partition, builder.build())
    if (!appended.ok) return appended.error
    this.#written = appended.waiting
    return null
  }
}
