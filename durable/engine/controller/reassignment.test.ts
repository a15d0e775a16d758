import { describe, expect, it } from 'vitest'
import { after, alive, registered } from '../../../test/support/partition-registration.ts'
import { emptyCluster } from '../cluster.ts'
import type { Broker, ClusterView } from '../cluster.ts'
import { isReassignmentInProgress } from './partition-registration.ts'
import { decideReassignment, decideReassignmentCancellation, reassignmentReplicas } from './reassignment.ts'
import type { RefusedReassignment, WantedReassignment } from './reassignment.ts'

function clusterOf(...brokerIds: readonly number[]): ClusterView {
  const cluster = emptyCluster()
  // Only who is registered matters here.
  for (const brokerId of brokerIds) cluster.brokers.set(brokerId, { brokerId } as Broker)
  return cluster
}

function wantedOf(decision: WantedReassignment | RefusedReassignment): WantedReassignment['wanted'] {
  if (!decision.ok) throw new Error(decision.message)
  return decision.wanted
}

const cluster = clusterOf(1, 2, 3, 4, 5)
const everybody = alive([1, 2, 3, 4, 5])
const partition = { topicName: 'orders', partitionIndex: 7, uncleanLeaderElectionEnabled: false }

describe('the replicas of a reassignment', () => {
  it.each([
    ['nothing', [3, 2, 1], [3, 2, 1], [], []],
    ['additions', [3, 2, 1, 6], [3, 7, 2, 1, 6, 5], [5, 7], []],
    ['removals', [3, 2, 1, 0], [3, 1], [], [0, 2]],
    ['both', [3, 2, 1, 0], [7, 3, 1, 9], [7, 9], [0, 2]],
    ['another order', [3, 2, 1, 0], [0, 1, 3, 2], [], []],
  ])('[CTL11] %s', (_, current, target, adding, removing) => {
    expect(reassignmentReplicas(current, target)).toEqual({ replicas: [...target, ...removing], adding, removing })
  })
})

describe('starting a reassignment', () => {
  it('[CTL11] adds the new replicas first and goes on when they are in sync', () => {
    const wanted = wantedOf(decideReassignment(cluster, registered(), [4, 5], true))
    const started = after(registered(), everybody, wanted)
    expect(started.registration).toMatchObject({
      replicas: [4, 5, 1, 2, 3],
      addingReplicas: [4, 5],
      removingReplicas: [1, 2, 3],
      leader: 1,
    })
    const done = after(started.registration, everybody, { targetIsr: [1, 2, 3, 4, 5] })
    expect(done.registration).toMatchObject({ replicas: [4, 5], isr: [4, 5], leader: 4, addingReplicas: [], removingReplicas: [] })
  })

  it('[CTL11] is complete at once where nothing has to be copied', () => {
    const fewer = after(registered(), everybody, wantedOf(decideReassignment(cluster, registered(), [2, 3], true)))
    expect(fewer.registration).toMatchObject({ replicas: [2, 3], isr: [2, 3], leader: 2, leaderEpoch: 6, partitionEpoch: 10 })
    const reordered = after(registered(), everybody, wantedOf(decideReassignment(cluster, registered(), [3, 1, 2], true)))
    expect(reordered.change).toEqual({ electionKind: 'none', replicas: [3, 1, 2] })
  })

  it('[CTL11] to where the partition already is changes nothing', () => {
    expect(after(registered(), everybody, wantedOf(decideReassignment(cluster, registered(), [1, 2, 3], true))).change).toBeNull()
  })

  it.each([
    [[], 'The manual partition assignment includes an empty replica list.'],
    [[1, 9], 'The manual partition assignment includes broker 9, but no such broker is registered.'],
    [[1, 2, 1], 'The manual partition assignment includes the broker 1 more than once.'],
  ])('[CTL12] to %j is refused', (target, message) => {
    expect(decideReassignment(cluster, registered(), target, true)).toEqual({ ok: false, error: 'INVALID_REPLICA_ASSIGNMENT', message })
  })

  it('[CTL12] keeps the number of replicas where the request says so, counted as it will be after a running one', () => {
    const refused = decideReassignment(cluster, registered(), [1, 2], false)
    const message = 'The replication factor is changed from 3 to 2'
    expect(refused).toEqual({ ok: false, error: 'INVALID_REPLICATION_FACTOR', message })
    const running = registered({ replicas: [4, 5, 1, 2, 3], addingReplicas: [4, 5], removingReplicas: [1, 2, 3] })
    expect(decideReassignment(cluster, running, [2, 3], false).ok).toBe(true)
    expect(decideReassignment(cluster, registered(), [1, 2, 4], false).ok).toBe(true)
  })
})

describe('cancelling a reassignment', () => {
  const running = registered({ replicas: [4, 1, 2, 3], isr: [1, 2, 3], addingReplicas: [4], removingReplicas: [3] })

  it('[CTL13] takes the added replicas away and keeps those that were to go', () => {
    const { registration } = after(running, everybody, wantedOf(decideReassignmentCancellation(running, partition)))
    expect(registration).toMatchObject({ replicas: [1, 2, 3], isr: [1, 2, 3], leader: 1, leaderEpoch: 6 })
    expect(isReassignmentInProgress(registration)).toBe(false)
  })

  it('[CTL13] is refused where none runs', () => {
    const refused = decideReassignmentCancellation(registered(), partition)
    expect(refused).toMatchObject({ ok: false, error: 'NO_REASSIGNMENT_IN_PROGRESS', message: 'No partition reassignment is in progress.' })
  })

  it('[CTL13] needs unclean elections where only added replicas are in sync', () => {
    const onlyAdded = { ...running, isr: [4], leader: 4 }
    expect(decideReassignmentCancellation(onlyAdded, partition)).toEqual({
      ok: false,
      error: 'INVALID_REPLICA_ASSIGNMENT',
      message: 'Unable to revert partition assignment for orders:7 because it would require an unclean leader election.',
    })
    const allowed = decideReassignmentCancellation(onlyAdded, { ...partition, uncleanLeaderElectionEnabled: true })
    expect(wantedOf(allowed)).toMatchObject({ election: 'UNCLEAN', targetIsr: [1] })
    expect(after(onlyAdded, everybody, wantedOf(allowed)).registration).toMatchObject({ replicas: [1, 2, 3], isr: [1], leader: 1 })
  })
})
