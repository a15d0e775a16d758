// Which runner takes which kind of oracle file. A new kind is one line in KINDS.

import type { OracleKind } from '../case-result.ts'
import { assignors } from './assignors.ts'
import { batches } from './batches.ts'
import { errors } from './errors.ts'
import { groups } from './groups.ts'
import { compaction, idempotence, lastStableOffsets, listOffsets, retention } from './log-scenarios.ts'
import { murmur2Kind } from './murmur2.ts'
import { replication } from './replication.ts'
import { topicConfigs } from './topic-configs.ts'
import { transactions } from './transactions.ts'

export const KINDS: readonly OracleKind[] = [
  assignors,
  batches,
  compaction,
  errors,
  groups,
  idempotence,
  lastStableOffsets,
  listOffsets,
  murmur2Kind,
  replication,
  retention,
  topicConfigs,
  transactions,
]
