// A cluster, and the character of a simulation, from its seed. Each seed leaves out some kinds of faults and of work: a run that does a few
// things often reaches places that a run which does everything a little never sees.
import type { ClusterSpec } from '../engine/create-cluster.ts'
import type { Chance } from './chance.ts'
import { NEMESIS_WEIGHTS } from './nemesis.ts'
import type { NemesisWeights } from './nemesis.ts'
import { WORKLOAD_WEIGHTS } from './workload.ts'
import type { WorkloadWeights } from './workload.ts'

export type Character = {
  readonly workload: WorkloadWeights
  readonly nemesis: NemesisWeights
  /** How many of a hundred steps break or mend something, and how many let time pass. */
  readonly nemesisPercent: number
  readonly waitPercent: number
  readonly eligibleLeaderReplicas: boolean
  readonly truncationByLeaderEpoch: boolean
}

const FIRST_MS = 1_700_000_000_000
const BROKER_COUNTS = [1, 2, 3, 3, 3, 3, 4, 4, 5, 6, 9]

export function makeCluster(seed: number, chance: Chance): { readonly spec: ClusterSpec; readonly character: Character } {
  const brokerCount = chance.oneOf(BROKER_COUNTS)
  const hasRacks = chance.isPercent(40)
  const brokers = Array.from({ length: brokerCount }, (_, index) => {
    return { brokerId: index + 1, rack: hasRacks ? `rack-${index % 3}` : null }
  })
  const eligibleLeaderReplicas = chance.isPercent(60)
  const truncationByLeaderEpoch = !chance.isPercent(4)
  const character = {
    workload: withoutSome(chance, WORKLOAD_WEIGHTS, 'produce'),
    nemesis: withoutSome(chance, NEMESIS_WEIGHTS, 'heal'),
    nemesisPercent: chance.oneOf([3, 10, 20, 35]),
    waitPercent: chance.oneOf([5, 15, 30]),
    eligibleLeaderReplicas,
    truncationByLeaderEpoch,
  }
  const brokerConfigs = configsOf(chance, { eligibleLeaderReplicas, truncationByLeaderEpoch })
  return { spec: { clusterId: 'simulated', seed, brokers, brokerConfigs, nowMs: FIRST_MS }, character }
}

function configsOf(
  chance: Chance,
  rules: Pick<Character, 'eligibleLeaderReplicas' | 'truncationByLeaderEpoch'>,
): [name: string, value: string][] {
  return [
    ['auto.create.topics.enable', 'false'],
    ['eligible.leader.replicas.version', rules.eligibleLeaderReplicas ? '1' : '0'],
    ['samsa.leader.epoch.truncation.enable', String(rules.truncationByLeaderEpoch)],
    ['unclean.leader.election.enable', String(chance.isPercent(25))],
    ['min.insync.replicas', chance.oneOf(['1', '2', '2', '3'])],
    ['auto.leader.rebalance.enable', String(chance.isPercent(70))],
    ['leader.imbalance.check.interval.seconds', chance.oneOf(['5', '60', '300'])],
    ['replica.lag.time.max.ms', chance.oneOf(['2000', '10000', '30000'])],
    ['replica.fetch.max.bytes', chance.oneOf(['150', '1048576'])],
    ['replica.socket.timeout.ms', chance.oneOf(['1000', '30000'])],
    ['log.retention.check.interval.ms', chance.oneOf(['1000', '300000'])],
    // Few, because every partition is looked at all the time.
    ['transaction.state.log.num.partitions', '2'],
    ['offsets.topic.num.partitions', '2'],
    ['group.initial.rebalance.delay.ms', chance.oneOf(['0', '0', '3000'])],
  ]
}

/** Leaves out each kind but one with an even chance. */
function withoutSome<Kind extends string>(
  chance: Chance,
  weights: Readonly<Record<Kind, number>>,
  kept: NoInfer<Kind>,
): Record<Kind, number> {
  const entries = (Object.entries(weights) as [Kind, number][]).map(([kind, weight]) => {
    return [kind, kind === kept || chance.isPercent(60) ? weight : 0] as const
  })
  return Object.fromEntries(entries) as Record<Kind, number>
}
