import { describe, expect, it } from 'vitest'
import type { Env } from '../env.ts'
import { RestError } from '../http/rest-error.ts'
import type { Capability } from './capability.ts'
import { newKeyId, newSandboxId } from './capability.ts'
import { principalOf } from './principal.ts'
import { signKey } from './signed-key.ts'

const SECRET = 'a secret for tests only'
const env = { SIGNING_SECRET: SECRET } as Env
const capability: Capability = {
  sandboxId: newSandboxId(),
  keyId: newKeyId(),
  scopes: ['admin'],
  topicPrefix: null,
  origins: null,
  expiresMs: null,
}
const key = await signKey(capability, SECRET)

function asking(headers: Record<string, string>, query = ''): Request {
  return new Request(`http://samsa.test/v3/clusters${query}`, { headers })
}

async function refusal(request: Request): Promise<number> {
  return principalOf(request, env).then(
    () => 200,
    (error: unknown) => (error instanceof RestError ? error.status : 0),
  )
}

describe('a key', () => {
  it('is taken from four places', async () => {
    const requests = [
      asking({ Authorization: `Bearer ${key}` }),
      asking({ authorization: `bearer  ${key}` }),
      asking({ Authorization: `Basic ${btoa(`${capability.keyId}:${key}`)}` }),
      asking({ Authorization: `Basic ${btoa(`:${key}`)}` }),
      asking({}, `?a=1&key=${key}`),
      asking({ 'Sec-WebSocket-Protocol': `samsa.v1, samsa.key.${key}` }),
    ]
    for (const request of requests) expect(await principalOf(request, env)).toMatchObject(capability)
  })

  it('that is missing, foreign or not readable is 401', async () => {
    const requests = [
      asking({}),
      asking({ Authorization: 'Bearer' }),
      asking({ Authorization: 'Bearer samsa_own_nonsense' }),
      asking({ Authorization: `Digest ${key}` }),
      asking({ Authorization: 'Basic !!!' }),
      asking({ Authorization: 'Basic YQ' }),
      asking({ Authorization: `Basic ${btoa(`${newKeyId()}:${key}`)}` }),
      asking({}, '?monkey=1'),
    ]
    for (const request of requests) expect(await refusal(request)).toBe(401)
  })

  it('is refused once it has expired, even if it was good before', async () => {
    const soon = await signKey({ ...capability, expiresMs: Date.now() - 1 }, SECRET)
    expect(await refusal(asking({ Authorization: `Bearer ${soon}` }))).toBe(401)
    expect(await refusal(asking({ Authorization: `Bearer ${soon}` }))).toBe(401)
  })

  it('that is remembered does not outlive its secret', async () => {
    await principalOf(asking({ Authorization: `Bearer ${key}` }), env)
    const other = { SIGNING_SECRET: 'the secret was changed' } as Env
    await expect(principalOf(asking({ Authorization: `Bearer ${key}` }), other)).rejects.toMatchObject({ status: 401 })
  })

  it('for some pages is refused from others', async () => {
    const bound = await signKey({ ...capability, origins: ['https://a.test'] }, SECRET)
    const from = (origin: string) => refusal(asking({ Authorization: `Bearer ${bound}`, Origin: origin }))
    expect(await from('https://a.test')).toBe(200)
    expect(await from('https://b.test')).toBe(403)
    expect(await from('null')).toBe(403)
    expect(await refusal(asking({ Authorization: `Bearer ${bound}` }))).toBe(200)
  })
})
