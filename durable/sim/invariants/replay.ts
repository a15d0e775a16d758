// The journal is the state: a cluster made of nothing but the journal's text, and one that came back from a snapshot, equal the live one.
import type { ClusterView } from '../../engine/cluster.ts'
import { decodeCluster, encodeCluster } from '../../engine/snapshot.ts'
import { firstDifferentPath } from '../difference.ts'
import { must } from '../violation.ts'

export function checkReplay(live: ClusterView, replayed: ClusterView): void {
  // Sessions and uses of hosted consumers are soft: neither the journal nor a snapshot has them.
  const hard = { ...live, sessions: new Map(), consumerUses: new Map() }
  const ofReplay = firstDifferentPath(hard, replayed)
  must('replay', ofReplay === null, () => `Replaying the journal gives another state: ${ofReplay}.`)
  const ofSnapshot = firstDifferentPath(hard, decodeCluster(encodeCluster(live)))
  must('replay', ofSnapshot === null, () => `A snapshot gives another state: ${ofSnapshot}.`)
}
