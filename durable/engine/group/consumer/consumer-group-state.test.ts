// The states of a group, against the names that Kafka has for them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NEW_CONSUMER_GROUP, newMember } from './consumer-group.ts'
import type { ConsumerGroup } from './consumer-group.ts'
import { CONSUMER_GROUP_STATES, consumerGroupState } from './consumer-group-state.ts'
import type { ConsumerGroupState } from './consumer-group-state.ts'

const anyMember = fc.record({
  memberEpoch: fc.constantFrom(-2, 0, 2, 3),
  state: fc.constantFrom('STABLE' as const, 'UNREVOKED_PARTITIONS' as const, 'UNRELEASED_PARTITIONS' as const),
})

const anyGroup: fc.Arbitrary<ConsumerGroup> = fc
  .record({ groupEpoch: fc.constantFrom(2, 3), assignmentEpoch: fc.constantFrom(2, 3), members: fc.array(anyMember, { maxLength: 3 }) })
  .map(({ members, ...epochs }) => ({
    ...NEW_CONSUMER_GROUP,
    ...epochs,
    members: members.map((member, index) => ({ ...newMember(`m${index}`, 0), ...member })),
  }))

it('[CGP12] a group is in exactly one state', () => {
  const states = Object.entries(CONSUMER_GROUP_STATES)
  const statesOf = (group: ConsumerGroup | null) => states.flatMap(([state, holds]) => (holds(group) ? [state] : []))
  expect(statesOf(null)).toEqual(['Dead'])
  fc.assert(
    fc.property(anyGroup, (group) => {
      expect(statesOf(group)).toEqual([consumerGroupState(group)])
    }),
  )
})

it('[CGP12] the states are those of Kafka', () => {
  const file = join(import.meta.dirname, '../../../../test/oracle/groups.json')
  const { states } = JSON.parse(readFileSync(file, 'utf8')) as { states: { consumer: ConsumerGroupState[] } }
  expect(Object.keys(CONSUMER_GROUP_STATES).sort()).toEqual(states.consumer.toSorted())
})

it('[CGP12] a group is only stable when every member has come to the targets of the newest epoch', () => {
  const member = { ...newMember('m1', 0), memberEpoch: 3 }
  const group = { ...NEW_CONSUMER_GROUP, groupEpoch: 3, assignmentEpoch: 3, members: [member] }
  expect(consumerGroupState(group)).toBe('Stable')
  expect(consumerGroupState({ ...group, groupEpoch: 4 })).toBe('Assigning')
  expect(consumerGroupState({ ...group, members: [member, { ...member, memberEpoch: 2 }] })).toBe('Reconciling')
  expect(consumerGroupState({ ...group, members: [{ ...member, state: 'UNRELEASED_PARTITIONS' }] })).toBe('Reconciling')
  expect(consumerGroupState({ ...group, members: [] })).toBe('Empty')
})
