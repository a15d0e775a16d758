// The varints of batches.json: read exactly, and written where a JavaScript number holds the value.

import { VarintReader, writeUnsignedVarint32, writeZigzagVarint32, writeZigzagVarint64 } from '../../../schema/kafka/varint.ts'
import { difference, runCase } from '../case-result.ts'
import type { CaseResult } from '../case-result.ts'
import { fromHex, toHex } from '../hex.ts'

export type VarintCase = { kind: string; value: string; bytesHex: string }

export function varintCase({ kind, value, bytesHex }: VarintCase): CaseResult {
  return runCase(`${kind} ${value}`, () => {
    const reader = new VarintReader(fromHex(bytesHex))
    const read = readExactly(reader, kind)
    const wrong = difference(
      { value, malformed: false, position: reader.end },
      { value: `${read}`, malformed: reader.malformed, position: reader.position },
    )
    if (wrong !== null) return wrong
    return BigInt(Number(value)).toString() === value ? difference(bytesHex, written(kind, Number(value)), 'written') : null
  })
}

/** Java has no unsigned int: what the oracle calls -1 is the unsigned value of the same bits. */
function readExactly(reader: VarintReader, kind: string): bigint | string {
  switch (kind) {
    case 'unsignedVarint32':
      return BigInt(reader.readUnsignedVarint32() | 0)
    case 'zigzagVarint32':
      return BigInt(reader.readZigzagVarint32())
    case 'zigzagVarint64':
      reader.readZigzagVarint64()
      return (BigInt(reader.high) << 32n) | BigInt(reader.low >>> 0)
    default:
      return `nobody knows the kind ${kind}`
  }
}

function written(kind: string, value: number): string {
  const bytes = new Uint8Array(10)
  const write = { unsignedVarint32: writeUnsignedVarint32, zigzagVarint32: writeZigzagVarint32, zigzagVarint64: writeZigzagVarint64 }[kind]
  return write === undefined ? '' : toHex(bytes.subarray(0, write(bytes, 0, value)))
}
