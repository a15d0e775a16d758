// A record as the person wants to see it: its bytes as they are, or the JSON of the API untouched, numbers beyond 2^53 included.

import type { Flags } from './flags.ts'
import { write, type Terminal } from './terminal.ts'

type Side = { readonly data: string | null } | null
type BinaryRecord = { readonly key: Side; readonly value: Side }

export type RecordWriter = {
  /** How the server is to show keys and values. */
  readonly as: 'auto' | 'binary'
  readonly write: (json: string) => Promise<void>
}

const LINE_FEED = Buffer.from('\n')

export function recordWriter(terminal: Terminal, flags: Flags<'consume'>): RecordWriter {
  if (flags.ndjson === true || flags.json === true) return { as: 'auto', write: (json) => write(terminal, `${json}\n`) }
  const { 'key-separator': separator } = flags
  return {
    as: 'binary',
    write: (json) => {
      const { key, value } = JSON.parse(json) as BinaryRecord
      const before = separator === undefined ? [] : [bytesOf(key), Buffer.from(separator)]
      return write(terminal, Buffer.concat([...before, bytesOf(value), LINE_FEED]))
    },
  }
}

/** Null, of a key or of a tombstone, is written as nothing. */
function bytesOf(side: Side): Buffer {
  return Buffer.from(side?.data ?? '', 'base64')
}
