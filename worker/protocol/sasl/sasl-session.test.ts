import { beforeEach, describe, expect, it, vi } from 'vitest'
import { apiVersionsMessages } from '../../../schema/kafka/protocol/messages/api-versions.ts'
import { describeUserScramCredentialsMessages } from '../../../schema/kafka/protocol/messages/describe-user-scram-credentials.ts'
import { metadataMessages } from '../../../schema/kafka/protocol/messages/metadata.ts'
import { saslAuthenticateMessages } from '../../../schema/kafka/protocol/messages/sasl-authenticate.ts'
import { saslHandshakeMessages } from '../../../schema/kafka/protocol/messages/sasl-handshake.ts'
import { MAX_SASL_TOKEN_BYTES } from '../../../schema/protocol-limits.ts'
import type { MadeSandbox } from '../../../test/support/memory-sandbox.ts'
import { MemoryEdge } from '../../../test/support/memory-sandbox.ts'
import * as sasl from '../../../test/support/sasl.ts'
import { requestFrame, TestWire } from '../../../test/support/wire.ts'
import { UnanswerableRequestError, UnauthenticatedError } from '../connection-error.ts'

const ILLEGAL_SASL_STATE = 34
const UNSUPPORTED_SASL_MECHANISM = 33
const SASL_AUTHENTICATION_FAILED = 58
const SCRAM: readonly sasl.ScramName[] = ['SCRAM-SHA-256', 'SCRAM-SHA-512']
const ASKED = {
  topics: [],
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
}

const edge = new MemoryEdge()
let sandbox: MadeSandbox
let wire: TestWire

type Key = { readonly id: string; readonly key: string }

async function makeKey(json: object, { id, owner }: MadeSandbox = sandbox): Promise<Key> {
  const answer = await edge.http('POST', `/v1/sandboxes/${id}/keys`, { key: owner, json })
  return (await answer.json()) as Key
}

/** The connection ends, and what was sent before that is still read. */
async function failure(work: Promise<{ errorCode: number; errorMessage: string | null }>): Promise<unknown> {
  return work.then(
    () => null,
    (cause: unknown) => cause,
  )
}

beforeEach(async () => {
  vi.useRealTimers()
  sandbox = await edge.sandbox({ seed: 1 })
  wire = await TestWire.open(edge, sandbox)
})

describe('PLAIN', () => {
  it('makes the connection the key whose text is the password', async () => {
    const { id, key } = await makeKey({ scopes: ['produce'] })
    expect(await sasl.authenticatePlain(wire, id, key)).toEqual({ errorCode: 0, errorMessage: null, text: '', sessionLifetimeMs: 0 })
    expect(wire.client.principal).toMatchObject({ keyId: id, scopes: ['produce'] })
  })

  it('takes a key without a name, as Basic does over HTTP', async () => {
    const { id, key } = await makeKey({ scopes: ['consume'] })
    expect((await sasl.authenticatePlain(wire, '', key)).errorCode).toBe(0)
    expect(wire.client.principal.keyId).toBe(id)
  })

  it('leads to another sandbox of the server when the key is one of that', async () => {
    const other = await edge.sandbox({ seed: 2 })
    const { id, key } = await makeKey({ scopes: ['admin'] }, other)
    await sasl.authenticatePlain(wire, id, key)
    expect((await wire.call(metadataMessages, 9, ASKED)).clusterId).toBe(other.id)
  })
})

describe.each(SCRAM)('%s', (mechanism) => {
  it('makes the connection the key that the client has, without its being sent', async () => {
    const { id, key } = await makeKey({ scopes: ['consume'], topic_prefix: 'lab.' })
    expect(await sasl.authenticateScram(wire, mechanism, id, key)).toMatchObject({ errorCode: 0, errorMessage: null })
    expect(wire.client.principal).toMatchObject({ keyId: id, scopes: ['consume'], topicPrefix: 'lab.', key })
  })

  it('takes the keys that the sandbox was made with', async () => {
    const keyId = wire.client.principal.keyId
    expect((await sasl.authenticateScram(wire, mechanism, keyId, sandbox.owner)).errorCode).toBe(0)
  })

  it('does not tell a name that is nobody’s from one that is somebody’s', async () => {
    const { id } = await makeKey({ scopes: ['admin'] })
    const saltOf = async (name: string): Promise<string | undefined> => {
      const asked = await TestWire.open(edge, sandbox)
      await sasl.handshake(asked, mechanism)
      const { errorCode, text } = await sasl.beginScram(asked, name)
      expect(errorCode).toBe(0)
      return /,s=([^,]+),i=4096$/.exec(text)?.[1]
    }
    expect(await saltOf('nobody')).toBe(await saltOf('nobody'))
    expect(await saltOf(id)).toBe(await saltOf(id))
    expect(await saltOf('nobody')).not.toBe(await saltOf(id))
    expect((await saltOf('nobody'))?.length).toBe((await saltOf(id))?.length)
  })

  it('draws another nonce each time', async () => {
    const firstOf = async (): Promise<string> => {
      const asked = await TestWire.open(edge, sandbox)
      await sasl.handshake(asked, mechanism)
      return (await sasl.beginScram(asked, 'name')).text
    }
    expect(await firstOf()).not.toBe(await firstOf())
  })
})

describe('a client that is refused', () => {
  async function refused(mechanism: string, token: Uint8Array): Promise<{ errorCode: number; errorMessage: string | null }> {
    await sasl.handshake(wire, mechanism)
    expect(await failure(sasl.authenticate(wire, token))).toBeInstanceOf(UnauthenticatedError)
    return wire.answerOf(saslAuthenticateMessages, 2)
  }

  it('hears SASL_AUTHENTICATION_FAILED, and the connection ends', async () => {
    const { id, key } = await makeKey({ scopes: ['admin'] })
    const wrong = [sasl.plainToken('other', key), sasl.plainToken(id, `${key}x`), sasl.plainToken(id, '')]
    for (const token of wrong) {
      wire = await TestWire.open(edge, sandbox)
      expect((await refused('PLAIN', token)).errorCode).toBe(SASL_AUTHENTICATION_FAILED)
      expect(wire.client.principal.keyId).not.toBe(id)
    }
  })

  it('is not told what of a proof was wrong', async () => {
    const { id, key } = await makeKey({ scopes: ['admin'] })
    const messages = new Set<string | null>()
    for (const [name, password] of [
      [id, 'guessed'],
      ['nobody', 'guessed'],
      ['nobody', key],
    ] as const) {
      wire = await TestWire.open(edge, sandbox)
      expect(await failure(sasl.authenticateScram(wire, 'SCRAM-SHA-256', name, password))).toBeInstanceOf(UnauthenticatedError)
      messages.add(wire.answerOf(saslAuthenticateMessages, 2).errorMessage)
    }
    expect([...messages]).toEqual([
      'Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-256',
    ])
  })

  it('may not act as somebody else, send what is no token, or one that is too large', async () => {
    const { id, key } = await makeKey({ scopes: ['admin'] })
    expect((await refused('PLAIN', sasl.plainToken(id, key, 'other'))).errorMessage).toContain('authorization id')
    for (const token of [new Uint8Array(MAX_SASL_TOKEN_BYTES + 1), new Uint8Array([0xff, 0xfe]), new Uint8Array(0)]) {
      wire = await TestWire.open(edge, sandbox)
      expect((await refused('SCRAM-SHA-512', token)).errorCode).toBe(SASL_AUTHENTICATION_FAILED)
    }
  })

  it.each(['PLAIN', 'SCRAM-SHA-256'] as const)('is one whose key is revoked or has expired: %s', async (mechanism) => {
    const expired = await makeKey({ scopes: ['admin'], ttl_seconds: 60 })
    const revoked = await makeKey({ scopes: ['admin'] })
    await edge.http('DELETE', `/v1/sandboxes/${sandbox.id}/keys/${revoked.id}`, { key: sandbox.owner })
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] })
    for (const { id, key } of [expired, revoked]) {
      wire = await TestWire.open(edge, sandbox)
      const asked = mechanism === 'PLAIN' ? sasl.authenticatePlain(wire, id, key) : sasl.authenticateScram(wire, mechanism, id, key)
      expect(await failure(asked)).toBeInstanceOf(UnauthenticatedError)
      expect(wire.answerOf(saslAuthenticateMessages, 2).errorCode).toBe(SASL_AUTHENTICATION_FAILED)
    }
  })
})

describe('the order of requests', () => {
  it('names the mechanisms when it does not know one, and ends', async () => {
    await expect(sasl.handshake(wire, 'GSSAPI')).rejects.toThrow(UnauthenticatedError)
    const { errorCode, mechanisms } = wire.answerOf(saslHandshakeMessages, 1)
    expect(errorCode).toBe(UNSUPPORTED_SASL_MECHANISM)
    expect(mechanisms).toEqual(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])
  })

  it('is ILLEGAL_SASL_STATE without a handshake, and when it is over', async () => {
    expect((await sasl.authenticate(wire, sasl.plainToken('', sandbox.owner))).errorCode).toBe(ILLEGAL_SASL_STATE)
    await sasl.authenticatePlain(wire, '', sandbox.owner)
    expect((await sasl.authenticate(wire, sasl.plainToken('', sandbox.owner))).errorCode).toBe(ILLEGAL_SASL_STATE)
    expect((await sasl.handshake(wire, 'PLAIN')).errorCode).toBe(ILLEGAL_SASL_STATE)
    expect((await wire.call(metadataMessages, 9, ASKED)).clusterId).toBe(sandbox.id)
  })

  it('allows nothing between the handshake and its end', async () => {
    await sasl.handshake(wire, 'PLAIN')
    await expect(wire.call(metadataMessages, 9, ASKED)).rejects.toThrow(UnanswerableRequestError)
    await expect(wire.call(apiVersionsMessages, 3, { clientSoftwareName: 'a', clientSoftwareVersion: '1' })).rejects.toThrow(
      UnanswerableRequestError,
    )
    await expect(sasl.handshake(wire, 'PLAIN')).rejects.toThrow(UnauthenticatedError)
    expect(wire.answerOf(saslHandshakeMessages, 1).errorCode).toBe(ILLEGAL_SASL_STATE)
  })

  it('takes tokens without a header after version 0 of the handshake', async () => {
    const { id, key } = await makeKey({ scopes: ['produce'] })
    await wire.call(saslHandshakeMessages, 0, { mechanism: 'SCRAM-SHA-256' })
    await wire.connection.receive(sasl.firstToken(id))
    const first = Buffer.from(wire.sent.shift()!.subarray(4)).toString()
    const { token, serverSignature } = sasl.finalMessage('SCRAM-SHA-256', id, key, first)
    await wire.connection.receive(token)
    expect(Buffer.from(wire.sent.shift()!.subarray(4)).toString()).toBe(`v=${serverSignature}`)
    expect(wire.client.principal.keyId).toBe(id)
    expect((await wire.call(metadataMessages, 9, ASKED)).clusterId).toBe(sandbox.id)
  })

  it('ends without a word when such a token is wrong', async () => {
    await wire.call(saslHandshakeMessages, 0, { mechanism: 'PLAIN' })
    await expect(wire.connection.receive(sasl.plainToken('', 'wrong'))).rejects.toThrow(UnauthenticatedError)
    expect(wire.sent).toEqual([])
  })
})

describe('who may authenticate by SCRAM', () => {
  it('is told by the ids of the keys that were not revoked', async () => {
    const { id } = await makeKey({ scopes: ['produce'] })
    const revoked = await makeKey({ scopes: ['admin'] })
    await edge.http('DELETE', `/v1/sandboxes/${sandbox.id}/keys/${revoked.id}`, { key: sandbox.owner })
    const described = async (...names: string[]) => {
      const { results } = await wire.call(describeUserScramCredentialsMessages, 0, { users: names.map((name) => ({ name })) })
      return results.map(({ user, errorCode, credentialInfos }) => [user, errorCode, credentialInfos.length])
    }
    expect(await described(id, 'nobody', revoked.id)).toEqual([
      [id, 0, 2],
      ['nobody', 91, 0],
      [revoked.id, 91, 0],
    ])
    expect(await described(id, id)).toEqual([[id, 92, 0]])
    const all = (await described()).map(([user]) => user)
    expect(all).toContain(id)
    expect(all).not.toContain(revoked.id)
  })
})

describe('a session', () => {
  it('lasts as long as its key, and the key may begin it again', async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] })
    const { id, key } = await makeKey({ scopes: ['admin'], ttl_seconds: 60 })
    expect((await sasl.authenticatePlain(wire, id, key)).sessionLifetimeMs).toBe(60_000)
    vi.setSystemTime(Date.now() + 20_000)
    expect((await sasl.authenticatePlain(wire, id, key)).sessionLifetimeMs).toBe(40_000)
    vi.setSystemTime(Date.now() + 40_000)
    const late = requestFrame(metadataMessages, 9, ASKED)
    await expect(wire.connection.receive(late)).rejects.toThrow(UnauthenticatedError)
  })

  it('is begun again by nobody else and by no other mechanism', async () => {
    const mine = await makeKey({ scopes: ['admin'], ttl_seconds: 60 })
    const other = await makeKey({ scopes: ['admin'], ttl_seconds: 60 })
    await sasl.authenticatePlain(wire, mine.id, mine.key)
    await expect(sasl.authenticatePlain(wire, other.id, other.key)).rejects.toThrow(UnauthenticatedError)
    expect(wire.answerOf(saslAuthenticateMessages, 2).errorMessage).toContain('Cannot change principals')
    wire = await TestWire.open(edge, sandbox)
    await sasl.authenticatePlain(wire, mine.id, mine.key)
    await expect(sasl.authenticateScram(wire, 'SCRAM-SHA-256', mine.id, mine.key)).rejects.toThrow(UnauthenticatedError)
    expect(wire.answerOf(saslAuthenticateMessages, 2).errorMessage).toContain('not supported for re-authentication')
  })
})
