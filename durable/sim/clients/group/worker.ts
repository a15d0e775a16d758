// What a member does with its records. It processes them when they come, and makes that known in its own way: the two ways are files of their own.
import type { ClientPartition } from '../../anomalies/client-history.ts'
import type { MemberIdentity } from '../../group-history.ts'
import type { Polled } from './positions.ts'

export interface Worker {
  /** False when it does not want more for now. */
  take(polled: Polled, identity: MemberIdentity): boolean
  /** Does what there is to do before more is read; null when there is nothing. `identity` is null while the member has no place in its group. */
  turn(identity: MemberIdentity | null): string | null
  /** These are its own from now on, and no others; `identity` is who it is as it gives up the rest. */
  keep(partitions: readonly ClientPartition[], identity: MemberIdentity): void
  /** The group goes on without the member, which may not have noticed for a while. */
  lose(identity: MemberIdentity): void
  /** The process ends. */
  die(): void
}
