// Delivery reports, one for each record produced over REST, in the fields and order of Confluent's proxy (ProduceResponse,
// ProduceBatchResponse). Written as bytes: what does not change from record to record is encoded once, and mostly only the offset does.

import type { JsonWriter } from '../json/json-writer.ts'
import { utf8Bytes } from '../json/utf8.ts'
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
  /** Whether it was stored by an earlier try of the same request. */
  isDuplicate: boolean
}

const SUCCESS = utf8Bytes('{"error_code":200,')
const ID = utf8Bytes('{"id":"')
const AFTER_ID = utf8Bytes('",')

/** What a report of a usual record takes; writers that are made for reports reckon with it. */
export const USUAL_REPORT_BYTES = 256

/** Writes the reports of one topic. */
export class DeliveryReporter {
  readonly #names: string
  #partitionId = -1
  #head = SUCCESS
  #last: Delivery | null = null
  #tail = SUCCESS

  constructor(clusterId: string, topicName: string) {
    this.#names = `"cluster_id":${JSON.stringify(clusterId)},"topic_name":${JSON.stringify(topicName)},"partition_id":`
  }

  /** `{"error_code":200,"cluster_id":…,"topic_name":…,"partition_id":…,"offset":…,"timestamp":…,"key":…,"value":…}`, and `"duplicate":true` after a retry. */
  success(writer: JsonWriter, delivery: Delivery): void {
    writer.raw(SUCCESS)
    this.#body(writer, delivery)
  }

  /** One of the `successes` of records:batch. It has its `id`, which needs no escapes (see batch-entries.ts), and as the proxy's no error_code. */
  batchSuccess(writer: JsonWriter, id: string, delivery: Delivery): void {
    writer.raw(ID)
    writer.ascii(id)
    writer.raw(AFTER_ID)
    this.#body(writer, delivery)
  }

  #body(writer: JsonWriter, delivery: Delivery): void {
    if (delivery.partitionId !== this.#partitionId) {
      this.#head = utf8Bytes(`${this.#names}${delivery.partitionId},"offset":`)
      this.#partitionId = delivery.partitionId
    }
    if (this.#last === null || !hasSameTail(this.#last, delivery)) {
      this.#tail = utf8Bytes(tailOf(delivery))
      this.#last = delivery
    }
    writer.raw(this.#head)
    writer.ascii(String(delivery.offset))
    writer.raw(this.#tail)
  }
}

function tailOf({ timestampMs, keyType, keySizeBytes, valueType, valueSizeBytes, isDuplicate }: Delivery): string {
  const key = sideText('key', keyType, keySizeBytes)
  const value = sideText('value', valueType, valueSizeBytes)
  return `,"timestamp":${JSON.stringify(instantText(timestampMs))}${key}${value}${isDuplicate ? ',"duplicate":true' : ''}}`
}

function hasSameTail(left: Delivery, right: Delivery): boolean {
  return (
    left.timestampMs === right.timestampMs &&
    left.valueSizeBytes === right.valueSizeBytes &&
    left.keySizeBytes === right.keySizeBytes &&
    left.valueType === right.valueType &&
    left.keyType === right.keyType &&
    left.isDuplicate === right.isDuplicate
  )
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
