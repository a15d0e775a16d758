import { describe, expect, it } from 'vitest'
import { alive, registered, WITH_ELR } from '../../../test/support/partition-registration.ts'
import { decideElection } from './requested-election.ts'

describe('ElectLeaders', () => {
  it('[CTL15] is not needed where the preferred replica leads, or anybody for an unclean one', () => {
    const refused = { ok: false, error: 'ELECTION_NOT_NEEDED' }
    expect(decideElection(registered(), 'PREFERRED', alive([1, 2, 3]))).toEqual(refused)
    expect(decideElection(registered({ leader: 3 }), 'UNCLEAN', alive([1, 2, 3]))).toEqual(refused)
  })

  it('[CTL15] says that the preferred leader is not available', () => {
    const refused = { ok: false, error: 'PREFERRED_LEADER_NOT_AVAILABLE' }
    expect(decideElection(registered({ leader: 2, isr: [2, 3] }), 'PREFERRED', alive([1, 2, 3]))).toEqual(refused)
    expect(decideElection(registered({ leader: 2 }), 'PREFERRED', alive([2, 3]))).toEqual(refused)
  })

  it('[CTL15] says that no eligible leader is available', () => {
    const lost = registered({ leader: -1, isr: [1] })
    expect(decideElection(lost, 'UNCLEAN', alive([]))).toEqual({ ok: false, error: 'ELIGIBLE_LEADERS_NOT_AVAILABLE' })
    expect(decideElection(lost, 'UNCLEAN', alive([2]))).toMatchObject({ ok: true, change: { electionKind: 'unclean', leader: 2 } })
  })

  it('[CTL15] elects whoever is wanted, and another where a partition has no leader at all', () => {
    expect(decideElection(registered({ leader: 2 }), 'PREFERRED', alive([1, 2, 3]))).toEqual({
      ok: true,
      change: { electionKind: 'preferred', leader: 1 },
    })
    const lost = registered({ leader: -1, isr: [], elr: [1, 2], lastKnownElr: [1] })
    const found = decideElection(lost, 'PREFERRED', alive([2], WITH_ELR))
    expect(found).toMatchObject({ ok: true, change: { electionKind: 'elr', leader: 2 } })
  })
})
