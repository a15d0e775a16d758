import { describe, expect, it } from 'vitest'
import { after, alive, registered } from '../../../test/support/partition-registration.ts'
import { checkAlterPartition, errorOfCarriedOut } from './alter-partition.ts'
import type { IsrProposal } from './alter-partition.ts'

const registration = registered()

function proposal(brokerIds: readonly number[], different: Partial<IsrProposal> = {}): IsrProposal {
  const newIsr = brokerIds.map((brokerId) => ({ brokerId, brokerEpoch: 100 + brokerId }))
  return { leaderEpoch: 5, partitionEpoch: 9, newIsr, leaderRecoveryState: 'RECOVERED', ...different }
}

const inSameLife = ({ brokerId, brokerEpoch }: { brokerId: number; brokerEpoch: number }): boolean => brokerEpoch === 100 + brokerId

describe('a proposed ISR', () => {
  it('[CTL14] is carried out when all is well', () => {
    expect(checkAlterPartition(registration, 1, proposal([1, 2]), inSameLife)).toBeNull()
  })

  // Each line breaks everything that the lines below it break too, so the order is what is tested.
  const strange = { newIsr: [{ brokerId: 8, brokerEpoch: 0 }], leaderRecoveryState: 'RECOVERING' } as const
  it.each([
    ['a leader epoch from the future', 2, { ...strange, leaderEpoch: 6, partitionEpoch: 8 }, 'NOT_CONTROLLER'],
    ['a partition epoch from the future', 2, { ...strange, leaderEpoch: 4, partitionEpoch: 10 }, 'NOT_CONTROLLER'],
    ['an older leader epoch', 2, { ...strange, leaderEpoch: 4, partitionEpoch: 8 }, 'FENCED_LEADER_EPOCH'],
    ['a sender that does not lead', 2, { ...strange, partitionEpoch: 8 }, 'INVALID_REQUEST'],
    ['an older partition epoch', 1, { ...strange, partitionEpoch: 8 }, 'INVALID_UPDATE_VERSION'],
    ['a member that is no replica', 1, strange, 'INVALID_REQUEST'],
  ] as const)('[CTL14] with %s is refused', (_, senderId, different, error) => {
    expect(checkAlterPartition(registration, senderId, proposal([], different), () => false)).toBe(error)
  })

  it.each([
    ['without the leader', proposal([2, 3])],
    ['empty', proposal([])],
    ['with a member twice', proposal([1, 2, 2])],
    ['of a whole log that says it recovers', proposal([1], { leaderRecoveryState: 'RECOVERING' })],
  ])('[CTL14] %s is refused before anybody asks who is eligible', (_, wrong) => {
    expect(checkAlterPartition(registration, 1, wrong, () => false)).toBe('INVALID_REQUEST')
  })

  it('[CTL14] has one member while the leader recovers', () => {
    const recovering = registered({ isr: [1], leaderRecoveryState: 'RECOVERING' })
    const still = { leaderRecoveryState: 'RECOVERING' } as const
    expect(checkAlterPartition(recovering, 1, proposal([1, 2], still), inSameLife)).toBe('INVALID_REQUEST')
    expect(checkAlterPartition(recovering, 1, proposal([1], still), inSameLife)).toBeNull()
    expect(checkAlterPartition(recovering, 1, proposal([1, 2]), inSameLife)).toBeNull()
  })

  it('[CTL14] with a member of another life is refused last', () => {
    const reborn = proposal([], { newIsr: [...proposal([1]).newIsr, { brokerId: 2, brokerEpoch: 7 }] })
    expect(checkAlterPartition(registration, 1, reborn, inSameLife)).toBe('INELIGIBLE_REPLICA')
  })
})

describe('a proposal that was carried out', () => {
  it('[CTL10] tells the leader when it completed a reassignment that took its leadership away', () => {
    const running = registered({ replicas: [2, 3, 1], isr: [1, 2], addingReplicas: [3], removingReplicas: [1] })
    expect(errorOfCarriedOut(after(running, alive([1, 2, 3]), { targetIsr: [1, 2, 3] }).change, 1)).toBe('NEW_LEADER_ELECTED')
    expect(errorOfCarriedOut(after(registered(), alive([1, 2, 3]), { targetIsr: [1, 2] }).change, 1)).toBeNull()
    expect(errorOfCarriedOut(null, 1)).toBeNull()
  })
})
