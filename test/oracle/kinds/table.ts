// Which runner takes which kind of oracle file. A new kind is one line in KINDS; it then leaves NOT_RUN_YET.

import type { OracleKind } from '../case-result.ts'
import { batches } from './batches.ts'
import { errors } from './errors.ts'
import { listOffsets } from './listoffsets.ts'
import { murmur2Kind } from './murmur2.ts'
import { topicConfigs } from './topic-configs.ts'

export const KINDS: readonly OracleKind[] = [batches, errors, listOffsets, murmur2Kind, topicConfigs]

/** Kinds whose part of Kafka is not built yet, with the reason that the report gives. */
export const NOT_RUN_YET: ReadonlyMap<string, string> = new Map([
  ['assignors', 'consumer groups are not built yet'],
  ['groups', 'consumer groups are not built yet'],
  ['idempotence', 'idempotent producers are not built yet'],
  ['transactions', 'transactions are not built yet'],
  ['lso', 'transactions are not built yet'],
  ['compaction', 'log compaction is not built yet'],
  ['retention', 'retention is not built yet'],
  ['replication', 'replication is not built yet'],
])
