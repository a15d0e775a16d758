import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantText, parseInstant } from './timestamp.ts'

describe('instantText', () => {
  it('writes what Instant.toString writes', () => {
    expect(instantText(1_612_552_482_000)).toBe('2021-02-05T19:14:42Z')
    expect(instantText(1_612_552_482_050)).toBe('2021-02-05T19:14:42.050Z')
    expect(instantText(0)).toBe('1970-01-01T00:00:00Z')
    expect(instantText(-2)).toBe('1969-12-31T23:59:59.998Z')
    expect(instantText(253_402_300_800_000)).toBe('+10000-01-01T00:00:00Z')
    expect(instantText(-62_198_755_200_000)).toBe('-0001-01-01T00:00:00Z')
  })

  it('has no instant for a record without a timestamp', () => {
    expect(instantText(-1)).toBeNull()
  })

  it('agrees with Date wherever Date has four year digits', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => {
          fc.pre(date.getTime() !== -1)
          expect(instantText(date.getTime())).toBe(date.toISOString().replace('.000Z', 'Z'))
          expect(parseInstant(date.toISOString())).toBe(date.getTime())
        },
      ),
    )
  })
})

describe('parseInstant', () => {
  it('reads every zone and cuts the fraction to milliseconds', () => {
    for (const text of [
      '2021-02-05T19:14:42Z',
      '2021-02-05t19:14:42z',
      '2021-02-05T20:14:42+01:00',
      '2021-02-05T13:44:42-0530',
      '2021-02-05T21:14:42+02',
    ]) {
      expect(parseInstant(text), text).toBe(1_612_552_482_000)
    }
    expect(parseInstant('2021-02-05T19:14:42.1Z')).toBe(1_612_552_482_100)
    expect(parseInstant('2021-02-05T19:14:42.123999999Z')).toBe(1_612_552_482_123)
    expect(parseInstant('2024-02-29T00:00:00Z')).toBe(1_709_164_800_000)
  })

  it('refuses dates that do not exist and times without a zone', () => {
    for (const text of [
      '',
      '2021-02-05',
      '2021-02-05T19:14:42',
      '2021-02-05 19:14:42Z',
      '2021-02-29T00:00:00Z',
      '2100-02-29T00:00:00Z',
      '2021-13-01T00:00:00Z',
      '2021-00-01T00:00:00Z',
      '2021-04-31T00:00:00Z',
      '2021-01-00T00:00:00Z',
      '2021-01-01T24:00:00Z',
      '2021-01-01T00:60:00Z',
      '2021-01-01T23:59:60Z',
      '2021-01-01T00:00:00.Z',
      '2021-01-01T00:00:00.1234567890Z',
      '2021-01-01T00:00:00+19:00',
      '2021-01-01T00:00:00+01:60',
      '+999999-01-01T00:00:00Z',
      ' 2021-02-05T19:14:42Z',
      '1612552482000',
    ]) {
      expect(parseInstant(text), text).toBeNull()
    }
  })

  it('reads back every instant it writes', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (timestampMs) => {
        fc.pre(timestampMs !== -1)
        expect(parseInstant(instantText(timestampMs) ?? '')).toBe(timestampMs)
      }),
    )
  })
})
