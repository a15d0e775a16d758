import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Capability } from './capability.ts'
import { fromBase64Url, newKeyId, newSandboxId, toBase64Url } from './capability.ts'
import { SCOPES } from './scopes.ts'
import { readSignedKey, signKey } from './signed-key.ts'

const SECRET = 'a secret for tests only'

const owner: Capability = {
  sandboxId: newSandboxId(),
  keyId: newKeyId(),
  scopes: ['admin'],
  topicPrefix: null,
  origins: null,
  expiresMs: null,
}

const capabilities = fc.record({
  sandboxId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(toBase64Url),
  keyId: fc.uint8Array({ minLength: 8, maxLength: 8 }).map(toBase64Url),
  scopes: fc.subarray([...SCOPES]),
  topicPrefix: fc.option(fc.string({ unit: 'grapheme', maxLength: 249 })),
  origins: fc.option(fc.array(fc.webUrl(), { maxLength: 10 })),
  expiresMs: fc.option(fc.integer({ min: 1, max: 2 ** 48 - 1 })),
})

describe('a signed key', () => {
  it('says what was signed', async () => {
    await fc.assert(
      fc.asyncProperty(capabilities, async (capability) => {
        expect(await readSignedKey(await signKey(capability, SECRET), SECRET)).toEqual(capability)
      }),
    )
  })

  it('is short, URL-safe, and shows scanners and people what it opens', async () => {
    expect(await signKey(owner, SECRET)).toMatch(/^samsa_own_[\w-]{86}$/)
    expect(await signKey({ ...owner, scopes: ['observe'] }, SECRET)).toMatch(/^samsa_obs_[\w-]{86}$/)
    expect(await signKey({ ...owner, scopes: ['produce', 'observe'] }, SECRET)).toMatch(/^samsa_key_[\w-]{86}$/)
  })

  it('is refused after any change', async () => {
    const key = await signKey(owner, SECRET)
    const changes = fc.tuple(fc.nat(key.length - 1), fc.constantFrom(...'abcXYZ019_-.~'))
    await fc.assert(
      fc.asyncProperty(changes, async ([at, character]) => {
        fc.pre(key[at] !== character)
        expect(await readSignedKey(key.slice(0, at) + character + key.slice(at + 1), SECRET)).toBeNull()
      }),
    )
  })

  it('of another secret is refused, and so is any text', async () => {
    expect(await readSignedKey(await signKey(owner, 'another secret of theirs'), SECRET)).toBeNull()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await readSignedKey(text, SECRET)).toBeNull()
        expect(await readSignedKey(`samsa_own_${text}`, SECRET)).toBeNull()
      }),
    )
  })

  it('whose unused bits are set is not a second text of the same key', async () => {
    const key = await signKey(owner, SECRET)
    const twin = key.slice(0, -1) + String.fromCharCode(key.charCodeAt(key.length - 1) + 1)
    expect(fromBase64Url(twin.slice(10))).toEqual(fromBase64Url(key.slice(10)))
    expect(await readSignedKey(twin, SECRET)).toBeNull()
  })

  it('is never signed by a secret that nobody set', async () => {
    await expect(signKey(owner, '')).rejects.toThrow('SIGNING_SECRET')
  })
})

describe('ids', () => {
  it('are 22 and 11 characters that no command line takes for an option', () => {
    for (let round = 0; round < 500; round++) {
      expect(newSandboxId()).toMatch(/^\w[\w-]{21}$/)
      expect(newKeyId()).toMatch(/^\w[\w-]{10}$/)
    }
  })
})
