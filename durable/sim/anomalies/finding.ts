// What a check says: which anomaly, and one sentence with the values, offsets and clients that show it.
import type { ClientPartition, Operation } from './client-history.ts'

/**
 * Kafka isolates reads and never writes: the sends of transactions interleave, so cycles in which writes order each other, and foreign records
 * between two of one transaction, are worth knowing and no fault.
 */
export const ANOMALIES = {
  'lost write': 'forbidden',
  'unobserved write': 'forbidden',
  duplicate: 'forbidden',
  'inconsistent offset': 'forbidden',
  'unwritten read': 'forbidden',
  'aborted read': 'forbidden',
  'uncommitted read': 'forbidden',
  'torn transaction': 'forbidden',
  'poll skip': 'forbidden',
  'internal poll skip': 'forbidden',
  'nonmonotonic poll': 'forbidden',
  'internal nonmonotonic poll': 'forbidden',
  'nonmonotonic send': 'forbidden',
  'internal nonmonotonic send': 'forbidden',
  'circular information flow': 'forbidden',
  'internal send skip': 'allowed',
  'write cycle': 'allowed',
  'circular flow through writes': 'allowed',
} as const

export type Anomaly = keyof typeof ANOMALIES

export type Finding = { readonly anomaly: Anomaly; readonly sentence: string }

export function isForbidden({ anomaly }: Finding): boolean {
  return ANOMALIES[anomaly] === 'forbidden'
}

export function nameOf({ topic, partitionIndex }: ClientPartition): string {
  return `${topic}-${partitionIndex}`
}

export function who({ process, index, transaction }: Operation): string {
  return `${process} (${transaction === null ? 'operation' : 'transaction'} ${index})`
}

const MOST_NAMED = 5

/** The first few, and how many more there are. */
export function list(items: readonly (string | number)[]): string {
  const more = items.length - MOST_NAMED
  return `${items.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
