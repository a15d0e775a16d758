// DescribeLogDirs (API key 35) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type DescribeLogDirsRequest = {
  /** Null asks for every partition on the broker. */
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[] | null
}

export type DescribeLogDirsResponse = {
  readonly error: KafkaErrorName
  readonly results: readonly LogDir[]
}

export type LogDir = {
  readonly error: KafkaErrorName
  readonly logDir: string
  readonly topics: readonly { readonly name: string; readonly partitions: readonly LogDirPartition[] }[]
  /** Bytes of the volume, and those that are free; -1 where nobody knows. */
  readonly totalBytes: number
  readonly usableBytes: number
}

export type LogDirPartition = {
  readonly partitionIndex: number
  readonly partitionSize: number
  /** How many records this log ends behind its own high watermark; 0 when it does not. */
  readonly offsetLag: number
  /** A log that is on its way from one directory to another. There is one directory, so never. */
  readonly isFutureKey: boolean
}
