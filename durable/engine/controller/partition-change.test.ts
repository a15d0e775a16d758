import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runElections } from '../../../test/oracle/kinds/elections.ts'
import { after, alive, registered, WITH_ELR } from '../../../test/support/partition-registration.ts'
import { changePartition } from './partition-change.ts'

describe('the elections that Kafka’s PartitionChangeBuilder answered', () => {
  it('come out the same here', (context) => {
    const folder = process.env['ORACLE_DIR'] ?? join(dirname(fileURLToPath(import.meta.url)), '../../../test/oracle')
    const file = join(folder, 'replication.json')
    if (!existsSync(file)) context.skip(`there is no ${file}`)
    const results = runElections(JSON.parse(readFileSync(file, 'utf8')))
    expect(results.filter(({ reason }) => reason !== null)).toEqual([])
    expect(results.length).toBeGreaterThan(0)
  })
})

describe('a clean election', () => {
  it('[CTL1] keeps the leader while it is in the ISR and alive', () => {
    expect(after(registered({ leader: 2 }), alive([1, 2, 3])).change).toBeNull()
  })

  it('[CTL1] takes the first replica in the order of assignment that is in the ISR and alive', () => {
    const { registration, change } = after(registered({ replicas: [1, 3, 2], isr: [1, 2, 3] }), alive([2, 3]), { targetIsr: [2, 3] })
    expect(change).toEqual({ electionKind: 'clean', leader: 3, isr: [2, 3] })
    expect(registration).toMatchObject({ leader: 3, leaderEpoch: 6, partitionEpoch: 10 })
  })

  it('[CTL2] gives leadership back to the preferred replica', () => {
    const { change } = after(registered({ leader: 3 }), alive([1, 2, 3]), { election: 'PREFERRED' })
    expect(change).toEqual({ electionKind: 'preferred', leader: 1 })
  })

  it.each([
    ['out of the ISR', [2, 3], [1, 2, 3]],
    ['dead', [1, 2, 3], [2, 3]],
  ])('[CTL2] moves nothing while the preferred replica is %s', (_, isr, living) => {
    expect(after(registered({ leader: 3, isr }), alive(living), { election: 'PREFERRED' }).change).toBeNull()
  })
})

describe('eligible leader replicas', () => {
  it('[CTL8] are those who leave the ISR while it is below the minimum', () => {
    const first = after(registered(), alive([1, 2], WITH_ELR), { targetIsr: [1, 2] })
    expect(first.registration.elr).toEqual([])
    const second = after(first.registration, alive([1], WITH_ELR), { targetIsr: [1] })
    expect(second.registration).toMatchObject({ isr: [1], elr: [2], leader: 1, leaderEpoch: 5 })
  })

  it('[CTL8] are nobody who shut down uncleanly, and nobody when the ISR is large enough', () => {
    const short = registered({ isr: [1], elr: [2, 3] })
    const circumstances = alive([1, 2, 3], WITH_ELR)
    expect(after(short, circumstances, { uncleanShutdownReplicas: [3] }).registration.elr).toEqual([2])
    expect(after(short, circumstances, { targetIsr: [1, 2] }).registration).toMatchObject({ isr: [1, 2], elr: [] })
  })

  it('[CTL3] lead without loss where the ISR is empty, and the others stay eligible', () => {
    const { registration, change } = after(registered({ isr: [1], elr: [3] }), alive([2, 3], WITH_ELR), { targetIsr: [] })
    expect(change).toEqual({ electionKind: 'elr', leader: 3, isr: [3], eligibleLeaderReplicas: [1] })
    expect(registration.leaderRecoveryState).toBe('RECOVERED')
  })

  it('[CTL6] let the ISR become empty', () => {
    const { registration } = after(registered({ isr: [1] }), alive([2, 3], WITH_ELR), { targetIsr: [] })
    expect(registration).toMatchObject({ leader: -1, isr: [], elr: [1], leaderEpoch: 6 })
  })

  it('[CTL9] leave the last leader to be remembered, and forgotten when there is one again', () => {
    const lost = after(registered({ isr: [1], elr: [2] }), alive([3], WITH_ELR), { targetIsr: [] })
    expect(lost.registration).toMatchObject({ leader: -1, elr: [1, 2], lastKnownElr: [1] })
    const found = after(lost.registration, alive([2], WITH_ELR))
    expect(found.registration).toMatchObject({ leader: 2, isr: [2], elr: [1], lastKnownElr: [] })
  })

  it('[CTL9] of a partition that stays without a leader do not change who is remembered', () => {
    const lost = registered({ leader: -1, isr: [], elr: [1, 2], lastKnownElr: [1] })
    expect(after(lost, alive([3], WITH_ELR), { uncleanShutdownReplicas: [1] }).registration).toMatchObject({ elr: [2], lastKnownElr: [1] })
  })

  it('[CTL9] that are switched off let nobody be remembered', () => {
    expect(after(registered({ isr: [1] }), alive([]), { targetIsr: [] }).registration).toMatchObject({ leader: -1, lastKnownElr: [] })
  })
})

describe('an election that may lose records', () => {
  const lost = registered({ leader: -1, isr: [], lastKnownElr: [2] })

  it('[CTL4] takes the last known leader where nobody is in sync or eligible', () => {
    const { registration, change } = after(lost, alive([1, 2], WITH_ELR))
    expect(change).toEqual({ electionKind: 'lastKnownLeader', leader: 2, isr: [2], leaderRecoveryState: 'RECOVERING', lastKnownElr: [] })
    expect(registration).toMatchObject({ leader: 2, leaderEpoch: 6, partitionEpoch: 10 })
  })

  it('[CTL4] waits for it, and for whoever is eligible, and takes none of several', () => {
    expect(after(lost, alive([1, 3], WITH_ELR)).change).toBeNull()
    expect(after({ ...lost, elr: [3] }, alive([2], WITH_ELR)).change).toBeNull()
    expect(after({ ...lost, lastKnownElr: [1, 2] }, alive([1, 2], WITH_ELR)).change).toBeNull()
  })

  it('[CTL4] takes no last known leader that is no replica any more', () => {
    expect(after({ ...lost, replicas: [1, 3] }, alive([1, 2, 3], WITH_ELR)).change).toBeNull()
  })

  it('[CTL5] takes the first live replica, alone, recovering, and with nobody eligible beside it', () => {
    const before = registered({ isr: [1], elr: [2], leader: -1, lastKnownElr: [1] })
    const { change } = after(before, alive([3], WITH_ELR), { election: 'UNCLEAN' })
    expect(change).toEqual({
      electionKind: 'unclean',
      leader: 3,
      isr: [3],
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
      leaderRecoveryState: 'RECOVERING',
    })
  })

  it('[CTL5] is not held where a clean one finds a leader', () => {
    const { change } = after(registered(), alive([2, 3]), { election: 'UNCLEAN', targetIsr: [2, 3] })
    expect(change?.electionKind).toBe('clean')
  })

  it('[CTL5] leaves a leader that recovers until it says that it has recovered', () => {
    const recovering = registered({ isr: [1], leaderRecoveryState: 'RECOVERING' })
    const moved = after(recovering, alive([2]), { election: 'UNCLEAN', targetIsr: [] })
    expect(moved.registration).toMatchObject({ leader: 2, leaderRecoveryState: 'RECOVERING' })
    const recovered = after(moved.registration, alive([2]), { targetLeaderRecoveryState: 'RECOVERED' })
    expect(recovered.change).toEqual({ electionKind: 'none', leaderRecoveryState: 'RECOVERED' })
  })
})

describe('nobody to elect', () => {
  it('[CTL6] leaves the partition to leader -1 and keeps the last member in the ISR', () => {
    const { registration, change } = after(registered({ isr: [1] }), alive([2, 3]), { targetIsr: [] })
    expect(change).toEqual({ electionKind: 'none', leader: -1 })
    expect(registration).toMatchObject({ isr: [1], leaderEpoch: 6 })
    const back = after(registration, alive([1, 2, 3]))
    expect(back.change).toEqual({ electionKind: 'clean', leader: 1 })
  })
})

describe('epochs', () => {
  it('[CTL7] an ISR that changes raises the partition epoch alone', () => {
    expect(after(registered(), alive([1, 2]), { targetIsr: [1, 2] }).registration).toMatchObject({ leaderEpoch: 5, partitionEpoch: 10 })
  })

  it('[CTL7] replicas in another order raise the partition epoch alone, and replicas that go the leader epoch too', () => {
    const reordered = after(registered(), alive([1, 2, 3]), { targetReplicas: [3, 2, 1] })
    expect(reordered.registration).toMatchObject({ replicas: [3, 2, 1], leader: 1, leaderEpoch: 5, partitionEpoch: 10 })
    const fewer = after(registered(), alive([1, 2, 3]), { targetReplicas: [1, 2, 3], targetRemoving: [3] })
    expect(fewer.change).toEqual({ electionKind: 'none', leader: 1, replicas: [1, 2], isr: [1, 2] })
    expect(fewer.registration).toMatchObject({ leaderEpoch: 6, partitionEpoch: 10 })
  })

  it('[CTL7] what changes nothing is no change', () => {
    expect(changePartition(registered(), { ...alive([1, 2, 3]), election: 'UNCLEAN', targetIsr: [1, 2, 3] })).toBeNull()
  })
})

describe('a reassignment', () => {
  it.each([
    ['completes when all that it adds are in sync', [1, 2], [3], [3], [1, 2, 3], true],
    ['waits for one that it adds', [1, 2], [3, 4], [3, 4], [1, 2, 3], false],
    ['does not wait for one that stays and was not in sync', [1, 2], [2, 3], [3], [1, 3], true],
    ['waits for one that stays where replicas become fewer', [1, 2, 3], [3, 4], [4], [1, 4], false],
    ['completes at once where it only removes and the rest is in sync', [1, 2, 3], [2, 3], [], [1, 2, 3], true],
  ])('[CTL10] %s', (_, from, to, adding, targetIsr, completes) => {
    const removing = from.filter((brokerId) => !to.includes(brokerId))
    const before = registered({ replicas: [...to, ...removing], isr: from, addingReplicas: adding, removingReplicas: removing })
    const { registration } = after(before, alive([1, 2, 3, 4]), { targetIsr })
    expect(registration.addingReplicas.length + registration.removingReplicas.length === 0).toBe(completes)
    if (!completes) return
    expect(registration.replicas).toEqual(to)
    expect(registration.isr).toEqual(targetIsr.filter((brokerId) => to.includes(brokerId)))
    expect(to).toContain(registration.leader)
  })
})

describe('whatever brokers do', () => {
  const brokerIds = [1, 2, 3]
  const step = fc.record({ brokerId: fc.constantFrom(...brokerIds), kind: fc.constantFrom('fence', 'unclean', 'return', 'join') })

  it('[CTL3] [CTL6] [CTL8] the leader is in sync, ISR and ELR have nobody in common, and only a clean election keeps RECOVERED', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.boolean(), fc.boolean(), (steps, elr, unclean) => {
        let now = registered()
        const living = new Set(brokerIds)
        for (const { brokerId, kind } of steps) {
          if (kind === 'return' || kind === 'join') living.add(brokerId)
          else living.delete(brokerId)
          const joins = kind === 'join' && now.leader !== -1 && !now.isr.includes(brokerId)
          const targetIsr = joins ? [...now.isr, brokerId] : now.isr.filter((member) => living.has(member))
          const uncleanShutdownReplicas = kind === 'unclean' ? [brokerId] : []
          const before = structuredClone(now)
          const { registration, change } = after(now, alive([...living], { eligibleLeaderReplicasEnabled: elr }), {
            election: unclean ? 'UNCLEAN' : 'ONLINE',
            targetIsr,
            uncleanShutdownReplicas,
          })
          expect(now).toEqual(before)
          now = registration
          if (now.leader !== -1) expect(now.isr.filter((member) => living.has(member))).toContain(now.leader)
          expect(now.elr.filter((member) => now.isr.includes(member))).toEqual([])
          if (now.isr.length >= 2 || !elr) expect(now.elr).toEqual([])
          if (!elr) expect(now.isr.length).toBeGreaterThan(0)
          if (change?.electionKind === 'clean' || change?.electionKind === 'elr') {
            expect([...before.isr, ...before.elr]).toContain(now.leader)
          }
          if (change?.leaderRecoveryState === 'RECOVERING') expect(['unclean', 'lastKnownLeader']).toContain(change.electionKind)
        }
      }),
    )
  })
})
