// Finding a member gives what looking through the list gives, whichever lists were made from which, and whichever were dropped.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findMember, putMember } from './member-list.ts'

type Member = { readonly memberId: string; readonly number: number }

const memberId = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const anyPut = fc.record({
  /** Which of the lists so far it is made from. */
  from: fc.nat(),
  memberId,
  /** Another id than before where a member is replaced. */
  as: fc.option(memberId, { nil: null }),
  /** Whether the list is copied first, as it is when all members change. */
  isCopied: fc.boolean(),
})

describe('the members of a group', () => {
  it('are found in each of many lists that were made from one another', () => {
    fc.assert(
      fc.property(fc.array(anyPut, { maxLength: 30 }), (puts) => {
        const lists: (readonly Member[])[] = [[]]
        for (const [number, put] of puts.entries()) {
          const made = lists[put.from % lists.length] ?? []
          const from = put.isCopied ? [...made] : made
          const isTaken = put.as !== null && from.some((member) => member.memberId === put.as)
          const after = { memberId: put.as === null || isTaken ? put.memberId : put.as, number }
          const place = from.findIndex((member) => member.memberId === put.memberId)
          const expected = place === -1 ? [...from, after] : from.with(place, after)
          const list = putMember(from, put.memberId, after)
          expect(list).toEqual(expected)
          lists.push(list)
        }
        for (const list of lists) {
          for (const wanted of ['a', 'b', 'c', 'd', 'e']) {
            expect(findMember(list, wanted)).toBe(list.find((member) => member.memberId === wanted))
          }
        }
      }),
    )
  })
})
