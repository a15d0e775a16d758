import { expect, it } from 'vitest'
import { refusalIn } from './answer-refusal.ts'

it('finds the first failure of an answer to several things', () => {
  const answer = { successes: [], failures: [{ topic_name: 'orders', error_code: 50003, message: 'Not needed.' }] }
  expect(refusalIn(207, answer)).toMatchObject({ code: '50003', detail: 'Not needed.' })
})

it('finds a record that was not stored behind a status of 200', () => {
  expect(refusalIn(200, { error_code: 50302, message: 'Broker 2 is down.' })).toMatchObject({ code: '50302' })
})

it('finds nothing where all went well', () => {
  expect(refusalIn(204, null)).toBeNull()
  expect(refusalIn(200, { error_code: 200, offset: 7 })).toBeNull()
  expect(refusalIn(200, { successes: [{}], failures: [] })).toBeNull()
})
