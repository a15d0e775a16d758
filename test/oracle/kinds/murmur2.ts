// murmur2.json: key hashes and the partitions that client libraries choose with them.

import { crc32, crc32PartitionForKey } from '../../../schema/kafka/crc32-partitioner.ts'
import { kafkajsLegacyMurmur2 } from '../../../schema/kafka/kafkajs-legacy-murmur2.ts'
import { murmur2, partitionForKey } from '../../../schema/kafka/murmur2.ts'
import { casesOf, difference, runCase } from '../case-result.ts'
import type { CaseResult, OracleKind } from '../case-result.ts'
import { fromHex } from '../hex.ts'

type HashCase = { keyHex: string; murmur2: number; partitionFor?: Record<string, number> }
type PartitionCase = { keyHex: string; partitions: number; partition: number }
type Crc32Case = { keyText: string; partitions: number; partition: number; crc32?: number }
type LegacyCase = { vectors?: Record<string, number> }

export const murmur2Kind: OracleKind = {
  name: 'murmur2',
  keys: ['murmur2'],
  run: (content) => [
    ...casesOf(content, 'murmur2').map((entry) => hashCase(entry as HashCase)),
    ...casesOf(content, 'fromRealClass').map((entry) => hashCase(entry as HashCase)),
    ...casesOf(content, 'partitionOfKey').map((entry) => partitionCase(entry as PartitionCase)),
    ...casesOf(content, 'crc32Partitioner').map((entry) => crc32Case(entry as Crc32Case)),
    ...legacyCases(content['kafkajsLegacyMurmur2'] ?? {}),
  ],
}

function hashCase({ keyHex, murmur2: hash, partitionFor = {} }: HashCase): CaseResult {
  return runCase(`murmur2 of key ${keyHex.slice(0, 64)}`, () => {
    const key = fromHex(keyHex)
    const partitions = Object.fromEntries(Object.keys(partitionFor).map((count) => [count, partitionForKey(key, Number(count))]))
    return difference({ hash, partitionFor }, { hash: murmur2(key), partitionFor: partitions })
  })
}

function partitionCase({ keyHex, partitions, partition }: PartitionCase): CaseResult {
  return runCase(`partition of key ${keyHex} of ${partitions}`, () => difference(partition, partitionForKey(fromHex(keyHex), partitions)))
}

function crc32Case({ keyText, partitions, partition, crc32: checksum }: Crc32Case): CaseResult {
  return runCase(`CRC-32 partition of key ${keyText} of ${partitions}`, () => {
    const key = new Uint8Array(Buffer.from(keyText))
    if (checksum !== undefined && crc32(key) !== checksum) return difference(checksum, crc32(key), 'crc32')
    return difference(partition, crc32PartitionForKey(key, partitions))
  })
}

function legacyCases({ vectors = {} }: LegacyCase): CaseResult[] {
  return Object.entries(vectors).map(([key, hash]) =>
    runCase(`kafkajs legacy murmur2 of ${key}`, () => difference(hash, kafkajsLegacyMurmur2(new Uint8Array(Buffer.from(key))))),
  )
}
