// Record timestamps as ISO-8601 instants, both ways, without Date: Kafka's 64 bits reach further than Date does, and a record that was
// stored must be shown whatever its clock said. The text is that of Java's Instant.toString, which Confluent's reports contain.

const MS_PER_DAY = 86_400_000
const DAYS_PER_ERA = 146_097
/** Days from 0000-03-01, where an era of 400 years starts, to 1970-01-01. */
const EPOCH_DAY = 719_468
/** Kafka's timestamp of a record that has none (RecordBatch.NO_TIMESTAMP). */
export const NO_TIMESTAMP = -1

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

function yearText(year: number): string {
  if (year > 9999) return `+${year}`
  return year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0')
}

/** The civil date of a day counted from 1970-01-01 (Howard Hinnant's days_from_civil, inverted). */
function dateText(day: number): string {
  const shifted = day + EPOCH_DAY
  const era = Math.floor(shifted / DAYS_PER_ERA)
  const dayOfEra = shifted - era * DAYS_PER_ERA
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${yearText(year)}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`
}

/** Days from 1970-01-01 to a date that exists. */
function dayOf(year: number, month: number, dayOfMonth: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_PER_ERA + dayOfEra - EPOCH_DAY
}

// Records of one batch mostly share their day, and their second.
let cachedDay = Number.NaN
let cachedDate = ''

/** The instant as `2021-02-05T19:14:42Z`, with three fraction digits unless they are zero; null for -1, no timestamp. */
export function instantText(timestampMs: number): string | null {
  if (timestampMs === NO_TIMESTAMP) return null
  const day = Math.floor(timestampMs / MS_PER_DAY)
  if (day !== cachedDay) {
    cachedDate = dateText(day)
    cachedDay = day
  }
  const msOfDay = timestampMs - day * MS_PER_DAY
  const ms = msOfDay % 1000
  const second = (msOfDay - ms) / 1000
  const hour = Math.floor(second / 3600)
  const minute = Math.floor(second / 60) % 60
  const fraction = ms === 0 ? '' : `.${String(ms).padStart(3, '0')}`
  return `${cachedDate}T${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second % 60)}${fraction}Z`
}

const INSTANT = /^([+-]\d{4,6}|\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysOfMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && isLeap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0)
}

/**
 * Milliseconds since 1970 of an ISO-8601 date and time with a zone (`Z`, `+02`, `+0200`, `+02:00`) and up to nine fraction digits, of
 * which Kafka keeps three. Null for anything else: no zone, a date that does not exist, a leap second.
 */
export function parseInstant(text: string): number | null {
  const match = INSTANT.exec(text)
  if (match === null) return null
  const [, yearDigits, monthDigits, dayDigits, hourDigits, minuteDigits, secondDigits, fraction, sign, offsetHours, offsetMinutes] = match
  const year = Number(yearDigits)
  const month = Number(monthDigits)
  const day = Number(dayDigits)
  const [hour, minute, second] = [Number(hourDigits), Number(minuteDigits), Number(secondDigits)]
  if (day < 1 || day > daysOfMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null
  const zoneMinutes = Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)
  // ISO zones reach to 18 hours (java.time.ZoneOffset).
  if (Number(offsetMinutes ?? 0) > 59 || zoneMinutes > 18 * 60) return null
  const zoneMs = (sign === '-' ? -zoneMinutes : zoneMinutes) * 60_000
  const ms = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'))
  const timestampMs = dayOf(year, month, day) * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000 + ms - zoneMs
  return Number.isSafeInteger(timestampMs) ? timestampMs : null
}
