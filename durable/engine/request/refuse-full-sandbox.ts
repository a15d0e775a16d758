// The sandbox's own limit on what it stores. Kafka would run out of disk and take the broker down with it. What only ends or tidies up is not
// asked: a transaction ends in a full sandbox too.
import { MAX_STORED_BYTES } from '../../../schema/limits.ts'
import type { Step } from '../step.ts'

export type FullSandbox = { readonly error: 'POLICY_VIOLATION'; readonly message: string }

/** Null while there is room for so many more bytes. */
export function refuseFullSandbox(step: Step, sizeBytes: number): FullSandbox | null {
  if (step.cluster.storedBytes + step.writtenBytes + sizeBytes <= MAX_STORED_BYTES) return null
  return { error: 'POLICY_VIOLATION', message: `A sandbox stores at most ${MAX_STORED_BYTES} bytes. Delete a topic to make room.` }
}
