// What the local server takes from the environment, and what it says about nonsense.

import { describe, expect, it } from 'vitest'
import { authority, readLocalOptions } from './options.ts'

const read = (environment: Record<string, string>): ReturnType<typeof readLocalOptions> => readLocalOptions(environment, '/home/me/samsa')

describe('readLocalOptions', () => {
  it('has defaults for everything, also when a variable is empty', () => {
    const defaults = {
      port: 8787,
      host: '127.0.0.1',
      dataDirectory: '/home/me/samsa/.samsa',
      createBody: '{"name":"local","ttl_seconds":null}',
      kafka: { brokerIds: [1, 2, 3], ports: [9092, 9093, 9094], areDefault: true, advertisedHost: '127.0.0.1' },
    }
    expect(read({})).toEqual(defaults)
    expect(read({ PORT: '', HOST: '', SAMSA_DATA: '', SAMSA_CLUSTER: '' })).toEqual(defaults)
  })

  it('takes what is set', () => {
    const environment = { PORT: '9000', HOST: '::1', SAMSA_DATA: '/data', SAMSA_CLUSTER: '{"brokers":5}' }
    const createBody = '{"name":"local","ttl_seconds":null,"brokers":5}'
    const kafka = { brokerIds: [1, 2, 3, 4, 5], ports: [19092, 19093, 19094, 19095, 19096], areDefault: false, advertisedHost: '::1' }
    expect(read({ ...environment, KAFKA_PORT: '19092' })).toEqual({ port: 9000, host: '::1', dataDirectory: '/data', createBody, kafka })
  })

  it('lets SAMSA_CLUSTER overrule the name and the life time', () => {
    expect(read({ SAMSA_CLUSTER: '{"ttl_seconds":60,"name":"workshop"}' })).toMatchObject({
      createBody: '{"name":"workshop","ttl_seconds":60}',
    })
  })

  it.each(['65536', '-1', '80a', ' 80', '8.5', '1e3', '999999'])('refuses PORT=%j', (PORT) => {
    expect(read({ PORT })).toEqual({ error: `PORT must be a number from 0 to 65535, but it is "${PORT}".` })
  })

  it('refuses one port for both the server and a broker', () => {
    expect(read({ PORT: '9093' })).toEqual({
      error: 'PORT 9093 is the port of a broker too (9092, 9093, 9094). Choose others for these: KAFKA_PORT=19092 npm start',
    })
    expect(read({ PORT: '0', KAFKA_PORT: '0' })).toMatchObject({ port: 0 })
  })

  it.each(['localhost:80', 'http://localhost', '-a', 'a b', '"'])('refuses HOST=%j', (HOST) => {
    expect(read({ HOST })).toEqual({ error: expect.stringContaining('HOST must be') })
  })

  it.each(['{', '"a"', '[]', 'null', '7'])('refuses SAMSA_CLUSTER=%s in one line', (SAMSA_CLUSTER) => {
    expect(read({ SAMSA_CLUSTER })).toEqual({ error: expect.stringMatching(/^SAMSA_CLUSTER .*$/) })
  })

  it('refuses a data directory that the configuration of workerd cannot hold', () => {
    expect(read({ SAMSA_DATA: 'a\nb' })).toEqual({ error: 'SAMSA_DATA must not contain control characters.' })
  })
})

describe('authority', () => {
  it('puts an IPv6 address in brackets', () => {
    expect(authority('::1', 80)).toBe('[::1]:80')
    expect(authority('127.0.0.1', 80)).toBe('127.0.0.1:80')
    expect(authority('localhost', 80)).toBe('localhost:80')
  })
})
