// Delivery reports, one for each record produced over REST, as JSON text in the fields and order of Confluent's proxy (ProduceResponse,
// ProduceBatchResponse). Built by joining strings: the names are escaped once and the rest are numbers.

import type { EmbeddedFormat, ProduceError } from './produce-record.ts'
import { instantText } from './timestamp.ts'

/** Where a record stands in the log and what it was. A type is null for a side that was not sent; the report leaves that side out. */
export type Delivery = {
  partitionId: number
  offset: number
  timestampMs: number
  keyType: EmbeddedFormat | null
  /** Serialized size; null for a null key, which is reported as 0. */
  keySizeBytes: number | null
  valueType: EmbeddedFormat | null
  valueSizeBytes: number | null
}

/** Writes the reports of one topic. */
export class DeliveryReporter {
  readonly #names: string
  #cachedTimestampMs = Number.NaN
  #cachedTimestamp = ''

  constructor(clusterId: string, topicName: string) {
    this.#names = `"cluster_id":${JSON.stringify(clusterId)},"topic_name":${JSON.stringify(topicName)},"partition_id":`
  }

  /** `{"error_code":200,"cluster_id":…,"topic_name":…,"partition_id":…,"offset":…,"timestamp":…,"key":…,"value":…}` */
  success(delivery: Delivery): string {
    return `{"error_code":200,${this.#body(delivery)}}`
  }

  /** One of the `successes` of records:batch. It has its `id` and, as the proxy's, no error_code. */
  batchSuccess(id: string, delivery: Delivery): string {
    return `{"id":${JSON.stringify(id)},${this.#body(delivery)}}`
  }

  #body(delivery: Delivery): string {
    const { partitionId, offset, timestampMs } = delivery
    const key = sideText('key', delivery.keyType, delivery.keySizeBytes)
    const value = sideText('value', delivery.valueType, delivery.valueSizeBytes)
    return `${this.#names}${partitionId},"offset":${offset},"timestamp":${this.#timestamp(timestampMs)}${key}${value}`
  }

  /** Records of one call mostly share their time. */
  #timestamp(timestampMs: number): string {
    if (timestampMs !== this.#cachedTimestampMs) {
      this.#cachedTimestamp = JSON.stringify(instantText(timestampMs))
      this.#cachedTimestampMs = timestampMs
    }
    return this.#cachedTimestamp
  }
}

function sideText(name: 'key' | 'value', type: EmbeddedFormat | null, sizeBytes: number | null): string {
  return type === null ? '' : `,"${name}":{"type":"${type}","size":${sizeBytes ?? 0}}`
}

/** `{"error_code":…,"message":…}` */
export function failureReport(error: ProduceError): string {
  return `{"error_code":${error.errorCode},"message":${JSON.stringify(error.message)}}`
}

/** One of the `failures` of records:batch. */
export function batchFailure(id: string, error: ProduceError): string {
  return `{"id":${JSON.stringify(id)},"error_code":${error.errorCode},"message":${JSON.stringify(error.message)}}`
}

/** The answer of records:batch from the texts of its successes and failures. */
export function batchAnswer(successes: readonly string[], failures: readonly string[]): string {
  return `{"successes":[${successes.join(',')}],"failures":[${failures.join(',')}]}`
}
