// Whether there is room for what members of groups say and are given, beside all the others of the sandbox.
import { MAX_ALL_MEMBERS_CHARACTERS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'

export const NO_ROOM_FOR_MEMBERS = `All members of all groups together say and are assigned at most ${MAX_ALL_MEMBERS_CHARACTERS} characters.`

/** What takes no more than it did before goes on, however full it is. */
export function hasRoomForMembers({ memberCharacters }: ClusterView, added: number): boolean {
  return added <= 0 || memberCharacters + added <= MAX_ALL_MEMBERS_CHARACTERS
}
