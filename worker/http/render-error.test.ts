import { expect, it } from 'vitest'
import { renderError } from './render-error.ts'
import { RestError } from './rest-error.ts'

const fenced = new RestError({ status: 403, errorCode: 403, code: 'PRODUCER_FENCED', message: 'Fenced.' })
const notFound = new RestError({ status: 404, code: 'NOT_FOUND', message: 'Not here.' })

it('names the error of Kafka in a header where the body has only a number', async () => {
  const answer = renderError(fenced, '/v3/clusters/a')
  expect(answer.headers.get('Kafka-Error')).toBe('PRODUCER_FENCED')
  expect(await answer.json()).toEqual({ error_code: 403, message: 'Fenced.' })
  expect(renderError(notFound, '/v3/clusters/a').headers.get('Kafka-Error')).toBeNull()
})

it('names it in the body of a problem', async () => {
  const answer = renderError(fenced, '/v1/sandboxes/a')
  expect(answer.headers.get('Kafka-Error')).toBeNull()
  expect(await answer.json()).toMatchObject({ status: 403, code: 'PRODUCER_FENCED', detail: 'Fenced.' })
})
