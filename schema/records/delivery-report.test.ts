import { describe, expect, it } from 'vitest'
import { JsonWriter } from '../json/json-writer.ts'
import { batchFailure, DeliveryReporter, failureReport } from './delivery-report.ts'
import type { Delivery } from './delivery-report.ts'

const DELIVERY: Delivery = {
  partitionId: 1,
  offset: 0,
  timestampMs: 1_612_552_482_000,
  keyType: 'BINARY',
  keySizeBytes: 7,
  valueType: 'JSON',
  valueSizeBytes: 15,
  isDuplicate: false,
}

const BODY =
  '"cluster_id":"c","topic_name":"t","partition_id":1,"offset":0,"timestamp":"2021-02-05T19:14:42Z",' +
  '"key":{"type":"BINARY","size":7},"value":{"type":"JSON","size":15}}'

function written(write: (writer: JsonWriter) => void): string {
  const writer = new JsonWriter()
  write(writer)
  return new TextDecoder().decode(writer.take())
}

function success(delivery: Delivery, reporter = new DeliveryReporter('c', 't')): string {
  return written((writer) => reporter.success(writer, delivery))
}

describe('delivery reports', () => {
  it('have the fields and the order of the reference', () => {
    expect(success(DELIVERY)).toBe(`{"error_code":200,${BODY}`)
    expect(failureReport({ errorCode: 400, message: 'Bad Request: data=1 is not a base64 string.' })).toBe(
      '{"error_code":400,"message":"Bad Request: data=1 is not a base64 string."}',
    )
  })

  it('have an id and no error_code in a batch', () => {
    const reporter = new DeliveryReporter('c', 't')
    expect(written((writer) => reporter.batchSuccess(writer, '1', DELIVERY))).toBe(`{"id":"1",${BODY}`)
    expect(batchFailure('2', { errorCode: 40402, message: 'a "b"' })).toBe('{"id":"2","error_code":40402,"message":"a \\"b\\""}')
  })

  it('say of a retry that the record was there', () => {
    expect(success({ ...DELIVERY, isDuplicate: true })).toBe(`{"error_code":200,${BODY.slice(0, -1)},"duplicate":true}`)
  })

  it('follow every change from record to record', () => {
    const reporter = new DeliveryReporter('c', 't')
    const changes: Partial<Delivery>[] = [
      {},
      { offset: 1 },
      { partitionId: 0 },
      { timestampMs: 5 },
      { valueSizeBytes: 3 },
      { keyType: 'STRING' },
      { keySizeBytes: null },
      { isDuplicate: true },
    ]
    for (const change of changes) {
      const delivery = { ...DELIVERY, ...change }
      expect(success(delivery, reporter)).toBe(success(delivery))
    }
  })

  it('leave out a side that was not sent, and report a null that was', () => {
    const report: unknown = JSON.parse(success({ ...DELIVERY, keyType: null, keySizeBytes: null, valueSizeBytes: null }))
    expect(report).toMatchObject({ value: { type: 'JSON', size: 0 } })
    expect(report).not.toHaveProperty('key')
  })

  it('escape names', () => {
    const report = JSON.parse(success(DELIVERY, new DeliveryReporter('c"', 't\\'))) as unknown
    expect(report).toMatchObject({ cluster_id: 'c"', topic_name: 't\\' })
  })
})
