// Lines of the standard input as records in the JSON that POST …/records takes. A value that is no text keeps its bytes.

import { numberOf, pairOf, usageError, type Flags } from './flags.ts'
import type { Strings } from './strings.en.ts'

/** A line as the body has it; null for one that stands for no record. */
export type LineEncoder = (line: Buffer) => Buffer | null

const LINE_FEED = Buffer.from('\n')
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Throws CommandError for options that exclude each other. */
export function lineEncoder(flags: Flags<'produce'>, strings: Strings): LineEncoder {
  const { key, header = [], 'key-separator': separator } = flags
  const partition = numberOf('--partition', flags.partition, 0, strings)
  if (key !== undefined && separator !== undefined) throw usageError(strings.optionsExclude('--key', '--key-separator'))
  if (flags.ndjson === true) {
    const other = Object.entries({ key, header: flags.header, 'key-separator': separator, partition: flags.partition })
    const given = other.find(([, value]) => value !== undefined)
    if (given !== undefined) throw usageError(strings.optionsExclude('--ndjson', `--${given[0]}`))
    return jsonLine
  }
  const common = {
    ...(partition === null ? {} : { partition_id: partition }),
    headers: header.map((text) => pairOf('--header', text, strings)).map(([name, text]) => ({ name, text })),
  }
  return (line) => {
    const [ownKey, value] = separator === undefined ? [null, line] : splitAt(line, Buffer.from(separator))
    const keyBytes = key === undefined ? ownKey : Buffer.from(key)
    const record = { ...common, ...(keyBytes === null ? {} : { key: dataOf(keyBytes) }), value: dataOf(value) }
    return Buffer.from(`${JSON.stringify(record)}\n`)
  }
}

/** The server reads it; a blank line is none of the records. */
function jsonLine(line: Buffer): Buffer | null {
  return line.toString('latin1').trim() === '' ? null : Buffer.concat([line, LINE_FEED])
}

/** A line without the separator is a value without a key. */
function splitAt(line: Buffer, separator: Buffer): [Buffer | null, Buffer] {
  const at = separator.length === 0 ? -1 : line.indexOf(separator)
  return at < 0 ? [null, line] : [line.subarray(0, at), line.subarray(at + separator.length)]
}

function dataOf(bytes: Buffer): { type: string; data: string } {
  try {
    return { type: 'STRING', data: strictUtf8.decode(bytes) }
  } catch {
    return { type: 'BINARY', data: bytes.toString('base64') }
  }
}
