// Every way in which a person may name a sandbox.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { english } from '../command/strings.en.ts'
import { sandboxAddress, sandboxIdOfKey } from './sandbox-address.ts'

const ID = 'fVUmMUm1joembJIzxiYJTA'
const OTHER_ID = 'g2jk7VzYtphi1z2jv-yJRw'
const KEY = keyOf(ID)
const HOSTED = 'https://samsa.example.com'
/** A folder in which nothing was ever started. */
const NOWHERE = { SAMSA_DATA: '/nowhere' }

function keyOf(sandboxId: string): string {
  const layout = Buffer.concat([Buffer.from([1]), Buffer.from(sandboxId, 'base64url'), Buffer.alloc(47, 7)])
  return `samsa_own_${layout.toString('base64url')}`
}

function address(sandbox: string | undefined, environment: Record<string, string> = {}, server?: string) {
  return sandboxAddress({ sandbox, server }, { ...NOWHERE, ...environment }, english)
}

describe('a sandbox', () => {
  it('is named by its key alone', () => {
    expect(address(KEY)).toEqual({ origin: 'http://127.0.0.1:8787', sandboxId: ID, key: KEY })
    expect(address(KEY, { SAMSA_URL: HOSTED })).toEqual({ origin: HOSTED, sandboxId: ID, key: KEY })
    expect(address(KEY, { SAMSA_URL: HOSTED }, 'http://localhost:9000')).toEqual({
      origin: 'http://localhost:9000',
      sandboxId: ID,
      key: KEY,
    })
  })

  it.each([
    `${HOSTED}/s/${ID}#key=${KEY}`,
    `${HOSTED}/s/${ID}#${KEY}`,
    `${HOSTED}/s/${ID}?key=${KEY}`,
    `${HOSTED}/v1/sandboxes/${ID}?key=${KEY}`,
    `${HOSTED}/v1/sandboxes/${ID}/brokers/1/kafka?key=${KEY}`,
    `wss://samsa.example.com/v1/sandboxes/${ID}/brokers/1/kafka?key=${KEY}`,
    `${HOSTED}/v3/clusters/${ID}/topics?key=${KEY}`,
    `${HOSTED}/?key=${KEY}`,
  ])('is named by the address %s', (url) => {
    expect(address(url)).toEqual({ origin: HOSTED, sandboxId: ID, key: KEY })
  })

  it('is named by its address or id, and the key is in the environment', () => {
    expect(address(`${HOSTED}/v1/sandboxes/${ID}`, { SAMSA_KEY: KEY })).toEqual({ origin: HOSTED, sandboxId: ID, key: KEY })
    expect(address(ID, { SAMSA_KEY: KEY, SAMSA_URL: HOSTED })).toEqual({ origin: HOSTED, sandboxId: ID, key: KEY })
    expect(address(undefined, { SAMSA_KEY: KEY, SAMSA_URL: `${HOSTED}/` })).toEqual({ origin: HOSTED, sandboxId: ID, key: KEY })
  })

  it('is that of npm start in this folder when nothing names one', () => {
    const data = mkdtempSync(join(tmpdir(), 'samsa-'))
    onTestFinished(() => rmSync(data, { recursive: true }))
    const saved = { '{"name":"local","ttl_seconds":null}': { id: ID, owner: KEY, observe: 'samsa_obs_x' } }
    writeFileSync(join(data, 'local.json'), JSON.stringify(saved))
    const found = { origin: 'http://127.0.0.1:9000', sandboxId: ID, key: KEY }
    expect(address(undefined, { SAMSA_DATA: data, PORT: '9000' })).toEqual(found)
    expect(address(undefined, { SAMSA_DATA: data, PORT: '9000', HOST: '0.0.0.0' })).toEqual({ ...found, origin: 'http://localhost:9000' })
    expect(() => address(undefined, { SAMSA_DATA: data, SAMSA_CLUSTER: '{"brokers":1}' })).toThrow(english.noSandbox)
  })
})

describe('what is none', () => {
  it('is said in one sentence', () => {
    expect(() => address(undefined)).toThrow(english.noSandbox)
    expect(() => address('orders')).toThrow(english.notASandbox('orders'))
    expect(() => address(`${HOSTED}/other`)).toThrow(english.notASandbox(`${HOSTED}/other`))
    expect(() => address(`ftp://host/s/${ID}`, { SAMSA_KEY: KEY })).toThrow('is neither a key')
    expect(() => address(`${HOSTED}/s/${ID}`)).toThrow(english.noKey)
    expect(() => address(ID, { SAMSA_KEY: 'x' })).toThrow(english.notAKey)
    expect(() => address(undefined, { SAMSA_KEY: 'x' })).toThrow(english.notAKey)
    expect(() => address(`${HOSTED}/s/${OTHER_ID}#key=${KEY}`)).toThrow(english.keyOfAnother)
    expect(() => address(KEY, {}, 'localhost:8787')).toThrow(english.notAServer('localhost:8787'))
  })

  it('is not repeated when it looks like a key', () => {
    expect(() => address('samsa_own_half')).toThrow(english.notAKey)
    expect(() => address('samsa_own_half a key')).toThrow(english.notAKey)
  })
})

describe('the id in a key', () => {
  it('is read from keys of the layout that is known, and from nothing else', () => {
    expect(sandboxIdOfKey(KEY)).toBe(ID)
    expect(sandboxIdOfKey(KEY.replace('own', 'obs'))).toBe(ID)
    expect(sandboxIdOfKey(`samsa_own_${Buffer.alloc(64, 2).toString('base64url')}`)).toBeNull()
    expect(sandboxIdOfKey('samsa_own_AQ')).toBeNull()
    expect(sandboxIdOfKey('')).toBeNull()
  })
})
