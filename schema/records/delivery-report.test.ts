import { describe, expect, it } from 'vitest'
import { batchAnswer, batchFailure, DeliveryReporter, failureReport } from './delivery-report.ts'
import type { Delivery } from './delivery-report.ts'

const DELIVERY: Delivery = {
  partitionId: 1,
  offset: 0,
  timestampMs: 1_612_552_482_000,
  keyType: 'BINARY',
  keySizeBytes: 7,
  valueType: 'JSON',
  valueSizeBytes: 15,
}

const BODY =
  '"cluster_id":"c","topic_name":"t","partition_id":1,"offset":0,"timestamp":"2021-02-05T19:14:42Z",' +
  '"key":{"type":"BINARY","size":7},"value":{"type":"JSON","size":15}}'

describe('delivery reports', () => {
  it('have the fields and the order of the reference', () => {
    expect(new DeliveryReporter('c', 't').success(DELIVERY)).toBe(`{"error_code":200,${BODY}`)
    expect(failureReport({ errorCode: 400, message: 'Bad Request: data=1 is not a base64 string.' })).toBe(
      '{"error_code":400,"message":"Bad Request: data=1 is not a base64 string."}',
    )
  })

  it('have an id and no error_code in a batch', () => {
    const success = new DeliveryReporter('c', 't').batchSuccess('1', DELIVERY)
    const failure = batchFailure('2', { errorCode: 40402, message: 'a "b"' })
    expect(batchAnswer([success], [failure])).toBe(
      `{"successes":[{"id":"1",${BODY}],"failures":[{"id":"2","error_code":40402,"message":"a \\"b\\""}]}`,
    )
  })

  it('leave out a side that was not sent, and report a null that was', () => {
    const reporter = new DeliveryReporter('c', 't')
    const report: unknown = JSON.parse(reporter.success({ ...DELIVERY, keyType: null, keySizeBytes: null, valueSizeBytes: null }))
    expect(report).toMatchObject({ value: { type: 'JSON', size: 0 } })
    expect(report).not.toHaveProperty('key')
  })

  it('escape names', () => {
    const report = JSON.parse(new DeliveryReporter('c"', 't\\').success(DELIVERY)) as unknown
    expect(report).toMatchObject({ cluster_id: 'c"', topic_name: 't\\' })
  })
})
