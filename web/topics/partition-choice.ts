// Which partition a record will go to, and why, before it is sent: as a Java producer of Kafka decides, and the server does for records over HTTP.
import { utf8Bytes } from '../../schema/json/utf8.ts'
import { murmur2, partitionForKey } from '../../schema/kafka/murmur2.ts'
import type { Payload, ProduceForm } from './produce-record.ts'
import { parsed } from './produce-record.ts'

export type PartitionChoice =
  | { readonly why: 'chosen'; readonly partition: number }
  | { readonly why: 'missing'; readonly partition: number }
  | { readonly why: 'sticky' }
  | { readonly why: 'key'; readonly partition: number; readonly hash: number; readonly positive: number; readonly count: number }
  /** Several keys: how many records each partition gets. */
  | { readonly why: 'keys'; readonly counts: readonly number[] }

export function partitionChoice(form: ProduceForm, partitionCount: number): PartitionChoice {
  const { partition, key, count } = form
  if (partition !== null) return { why: partition < partitionCount ? 'chosen' : 'missing', partition }
  if (key.kind === 'none') return { why: 'sticky' }
  if (count > 1 && key.data.includes('{{n}}')) return { why: 'keys', counts: countsOf(key, count, partitionCount) }
  const bytes = keyBytes(key)
  const hash = murmur2(bytes)
  return { why: 'key', partition: partitionForKey(bytes, partitionCount), hash, positive: hash & 0x7fffffff, count: partitionCount }
}

function countsOf(key: Payload, count: number, partitionCount: number): number[] {
  const counts = Array.from({ length: partitionCount }, () => 0)
  for (let number = 1; number <= count; number++) {
    const filled = { ...key, data: key.data.replaceAll('{{n}}', String(number)) }
    const partition = partitionForKey(keyBytes(filled), partitionCount)
    counts[partition] = (counts[partition] ?? 0) + 1
  }
  return counts
}

/** The bytes that the server makes of a key. JSON goes into the log without insignificant spaces. */
function keyBytes({ kind, data }: Payload): Uint8Array {
  if (kind === 'base64') return bytesOfBase64(data)
  const value = kind === 'json' && !/\d{16}/.test(data) ? parsed(data) : undefined
  return utf8Bytes(value === undefined ? data : JSON.stringify(value))
}

function bytesOfBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    // Half a text, while somebody types. The form says so.
    return new Uint8Array(0)
  }
}
