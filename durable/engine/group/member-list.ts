// The members of a group in the order they joined, found by their ids without looking through all of them: a group of a thousand is asked for
// each of its members after every step. Where a member stands is worked out once for a list and handed on to the lists that are made from it.

type Named = { readonly memberId: string }

/**
 * Soft, and no part of the state. Lists that were made from one another share a map, which knows every id in any of them. It may name a place in a
 * list that was dropped, so a place counts only when the member stands there.
 */
const placesOfLists = new WeakMap<readonly Named[], Map<string, number>>()

export function findMember<Member extends Named>(members: readonly Member[], memberId: string): Member | undefined {
  const place = placeOf(members, memberId)
  return place === -1 ? undefined : members[place]
}

/** The list with this member in the place of the one with that id, or behind all others where there is none. */
export function putMember<Member extends Named>(members: readonly Member[], memberId: string, member: Member): readonly Member[] {
  const place = placeOf(members, memberId)
  const after = place === -1 ? [...members, member] : members.with(place, member)
  const places = placesIn(members)
  places.set(member.memberId, place === -1 ? members.length : place)
  placesOfLists.set(after, places)
  return after
}

function placeOf(members: readonly Named[], memberId: string): number {
  const place = placesIn(members).get(memberId)
  if (place === undefined) return -1
  return members[place]?.memberId === memberId ? place : members.findIndex((member) => member.memberId === memberId)
}

function placesIn(members: readonly Named[]): Map<string, number> {
  const known = placesOfLists.get(members)
  if (known !== undefined) return known
  const places = new Map(members.map(({ memberId }, place) => [memberId, place]))
  placesOfLists.set(members, places)
  return places
}
