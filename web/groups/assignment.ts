// Who reads what: members by partitions, with what changed between two states of the group.
import type { GroupState } from '../data/shapes.ts'
import { comparePlaces } from './lag.ts'

/** What a member has of a partition: `gained` since before, `lost` to somebody or nobody. */
export type Holding = 'kept' | 'gained' | 'lost' | 'none'

export type AssignmentRow = {
  readonly memberId: string
  readonly clientId: string
  /** It was there before, or is there now, or both. */
  readonly presence: 'stayed' | 'joined' | 'left'
  readonly cells: readonly Holding[]
}

export type AssignmentMatrix = {
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[]
  readonly rows: readonly AssignmentRow[]
}

type Member = GroupState['members'][number]

type Members = GroupState['members']

/** Without `before` nothing counts as gained: it is who holds what. */
export function assignmentMatrix(before: Members | null, now: Members): AssignmentMatrix {
  const then = before ?? []
  const partitions = placesOf([...then, ...now])
  const ids = new Set([...now, ...then].map(({ member_id: id }) => id))
  const rows = Array.from(ids, (memberId) => {
    const old = then.find(({ member_id: id }) => id === memberId)
    const current = now.find(({ member_id: id }) => id === memberId)
    const held = { before: before === null ? keysOf(current) : keysOf(old), after: keysOf(current) }
    return {
      memberId,
      clientId: (current ?? old)?.client_id ?? '',
      presence: presenceOf(before === null || old !== undefined, current !== undefined),
      cells: partitions.map((place) => holdingOf(held, `${place.topic}-${place.partition}`)),
    }
  })
  return { partitions, rows }
}

function presenceOf(was: boolean, is: boolean): AssignmentRow['presence'] {
  if (!is) return 'left'
  return was ? 'stayed' : 'joined'
}

function holdingOf(held: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> }, key: string): Holding {
  if (held.after.has(key)) return held.before.has(key) ? 'kept' : 'gained'
  return held.before.has(key) ? 'lost' : 'none'
}

function placesOf(members: readonly Member[]): AssignmentMatrix['partitions'] {
  const places = new Map(members.flatMap((member) => placed(member).map((place) => [`${place.topic}-${place.partition}`, place] as const)))
  return Array.from(places.values()).toSorted(comparePlaces)
}

function keysOf(member: Member | undefined): ReadonlySet<string> {
  return new Set(member === undefined ? [] : placed(member).map(({ topic, partition }) => `${topic}-${partition}`))
}

function placed({ assignment }: Member): AssignmentMatrix['partitions'][number][] {
  return (assignment ?? []).map(({ topic, partition_index: partition }) => ({ topic, partition }))
}
