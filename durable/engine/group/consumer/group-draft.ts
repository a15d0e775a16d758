// A group while a decision works on it: what has been decided so far is applied to it at once, by the same code that will apply it for good, so that
// each part of a decision sees what the parts before it did.
import type { Rules } from '../../rules.ts'
import type { Step } from '../../step.ts'
import type { GroupPlace } from '../group-place.ts'
import type { ConsumerGroup } from './consumer-group.ts'
import { NEW_CONSUMER_GROUP } from './consumer-group.ts'
import { withConsumerGroupChange } from './apply-consumer-group.ts'
import type { ConsumerGroupChange } from './consumer-group-change.ts'

export class GroupDraft {
  readonly groupId: string
  readonly nowMs: number
  readonly rules: Pick<Rules, 'ownedByAnother'>
  readonly changes: ConsumerGroupChange[] = []
  #group: ConsumerGroup | null

  /** Null for a group that does not exist yet. */
  constructor({ groupId }: Pick<GroupPlace, 'groupId'>, group: ConsumerGroup | null, { nowMs, rules }: Pick<Step, 'nowMs' | 'rules'>) {
    this.groupId = groupId
    this.#group = group
    this.nowMs = nowMs
    this.rules = rules
  }

  get isNew(): boolean {
    return this.#group === null
  }

  get group(): ConsumerGroup {
    return this.#group ?? NEW_CONSUMER_GROUP
  }

  write(change: ConsumerGroupChange): void {
    this.changes.push(change)
    this.#group = withConsumerGroupChange(this.#group ?? undefined, change, this.nowMs)
  }
}
