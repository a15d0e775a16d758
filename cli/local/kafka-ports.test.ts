// What a person may write about the ports of Kafka clients, and what is said about nonsense.

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { brokerPorts } from './broker-ports.ts'
import { readKafkaPorts, takeKafkaPorts } from './kafka-ports.ts'

const read = (environment: Record<string, string>, body = '{}', host = '127.0.0.1') => readKafkaPorts(environment, host, body)

describe('the ports of the brokers', () => {
  it('follow the first one, or are named each by itself', () => {
    expect(read({})).toMatchObject({ ports: [9092, 9093, 9094], areDefault: true })
    expect(read({ KAFKA_PORT: '19092' })).toMatchObject({ ports: [19092, 19093, 19094], areDefault: false })
    expect(read({ KAFKA_PORT: '0' })).toMatchObject({ ports: [0, 0, 0] })
    expect(read({ KAFKA_PORTS: '9092,9095, 9098' })).toMatchObject({ ports: [9092, 9095, 9098], areDefault: false })
    expect(read({ KAFKA_PORTS: '1,2,3,4', KAFKA_PORT: '5' })).toMatchObject({ ports: [1, 2, 3] })
    expect(read({ KAFKA_PORTS: '0,0,0' })).toMatchObject({ ports: [0, 0, 0] })
  })

  it('are as many as the ready sandbox has brokers, by their own ids', () => {
    expect(read({}, '{"brokers":1}')).toMatchObject({ brokerIds: [1], ports: [9092] })
    expect(read({}, '{"brokers":[{"id":10},{"id":0,"rack":"a"}]}')).toMatchObject({ brokerIds: [10, 0], ports: [9092, 9093] })
    expect(read({}, '{"brokers":"many"}')).toMatchObject({ brokerIds: [], ports: [] })
  })

  it('are none when nobody wants them', () => {
    expect(read({ KAFKA_PORT: 'off' })).toMatchObject({ brokerIds: [], ports: [], areDefault: false })
  })

  it.each(['65534', '65536', '-1', 'on', '1e3', '9092,9093'])('are not KAFKA_PORT=%s', (KAFKA_PORT) => {
    expect(read({ KAFKA_PORT })).toEqual({ error: `KAFKA_PORT must be a number from 0 to 65533 or "off", but it is "${KAFKA_PORT}".` })
  })

  it.each(['9092', '9092,9093', '9092,9093,x', '9092,9093,65536', '9092,9092,9093', '9092,,9093'])(
    'are not KAFKA_PORTS=%s',
    (KAFKA_PORTS) => {
      const error = `KAFKA_PORTS must name 3 different ports, one for each broker, such as 9092,9095,9098, but it is "${KAFKA_PORTS}".`
      expect(read({ KAFKA_PORTS })).toEqual({ error })
    },
  )

  it('are none at all for no brokers', () => {
    expect(brokerPorts({ first: undefined, list: undefined }, 0)).toEqual([])
  })
})

describe('the host that clients are told', () => {
  it('is the one that is listened on, where that can be connected to', () => {
    expect(read({})).toMatchObject({ advertisedHost: '127.0.0.1' })
    expect(read({}, '{}', '::1')).toMatchObject({ advertisedHost: '::1' })
    for (const everywhere of ['0.0.0.0', '::']) expect(read({}, '{}', everywhere)).toMatchObject({ advertisedHost: 'localhost' })
  })

  it('may be named, for clients that come from elsewhere', () => {
    expect(read({ KAFKA_ADVERTISED_HOST: 'kafka.lan' }, '{}', '0.0.0.0')).toMatchObject({ advertisedHost: 'kafka.lan' })
    expect(read({ KAFKA_ADVERTISED_HOST: 'http://kafka' })).toEqual({ error: expect.stringContaining('KAFKA_ADVERTISED_HOST must be') })
  })
})

describe('taking the ports', () => {
  const wish = { brokerIds: [1, 2], areDefault: false }

  it('finds free ones where any will do', async () => {
    const taken = await takeKafkaPorts('127.0.0.1', { ...wish, ports: [0, 0] })
    expect(taken).toEqual([
      { brokerId: 1, port: expect.any(Number) },
      { brokerId: 2, port: expect.any(Number) },
    ])
    expect(new Set((taken as { port: number }[]).map(({ port }) => port)).size).toBe(2)
  })

  it('fails with the variable to set when one that was asked for is in use, and does without when nobody asked', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    expect(await takeKafkaPorts('127.0.0.1', { ...wish, ports: [0, port] })).toEqual({
      error: `Port ${port} is already in use. Choose another one: KAFKA_PORT=19092 npm start`,
    })
    expect(await takeKafkaPorts('127.0.0.1', { ...wish, ports: [0, port], areDefault: true })).toEqual([])
    holder.close()
  })
})
