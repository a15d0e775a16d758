// Batch builders between calls. A builder grows its buffer by copying; one that has already grown makes the next call start at full speed.
// The pool is per isolate and calls are synchronous, so that no two users ever hold the same builder.

import { RecordBatchBuilder } from '../kafka/batch-builder.ts'

/** A call to a topic with many partitions needs one builder each; keeping more than these would hold memory for rare calls. */
const MAX_IDLE_BUILDERS = 16
/** A builder that held a huge record is dropped together with its buffer. */
const MAX_IDLE_BUILDER_BYTES = 256 * 1024

const idleBuilders: RecordBatchBuilder[] = []

/** An empty builder, to be given back with `releaseBuilder`. */
export function acquireBuilder(): RecordBatchBuilder {
  return idleBuilders.pop() ?? new RecordBatchBuilder()
}

/** Gives a builder back; what it holds is forgotten. */
export function releaseBuilder(builder: RecordBatchBuilder): void {
  if (idleBuilders.length === MAX_IDLE_BUILDERS || builder.sizeBytes > MAX_IDLE_BUILDER_BYTES) return
  builder.reset()
  idleBuilders.push(builder)
}
