import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SaslRefusedError } from './sasl-exchange.ts'
import { readClientFinal, readClientFirst } from './scram-messages.ts'

describe('the first message of a SCRAM client', () => {
  it('is read with and without what is optional', () => {
    expect(readClientFirst('n,,n=user,r=abc')).toEqual({ authorizationId: '', userName: 'user', nonce: 'abc', bare: 'n=user,r=abc' })
    const full = readClientFirst('n,a=a=2Cb,n=u=3D=2C,r=!x~,tokenauth=true,x=1')
    expect(full).toEqual({ authorizationId: 'a,b', userName: 'u=,', nonce: '!x~', bare: 'n=u=3D=2C,r=!x~,tokenauth=true,x=1' })
  })

  it.each([
    '',
    'n,,',
    'y,,n=user,r=abc',
    'p=tls-unique,,n=user,r=abc',
    'n,,n=,r=abc',
    'n,,n=user,r=',
    'n,,n=us=er,r=abc',
    'n,,n=user,r=a b',
  ])('is refused as %j', (text) => {
    expect(() => readClientFirst(text)).toThrow(SaslRefusedError)
  })
})

describe('the final message of a SCRAM client', () => {
  it('is read', () => {
    const { proof, ...others } = readClientFinal('c=biws,r=abc,p=AQID')
    expect([...proof]).toEqual([1, 2, 3])
    expect(others).toEqual({ nonce: 'abc', withoutProof: 'c=biws,r=abc' })
  })

  it.each(['', 'c=biws,r=abc', 'c=biws,r=abc,p=', 'c=biws,r=abc,p=A', 'c=biws,r=abc,p=AQI', 'r=abc,p=AQID', 'c=biws,r=abc,p=AQID,x=1'])(
    'is refused as %j',
    (text) => {
      expect(() => readClientFinal(text)).toThrow(SaslRefusedError)
    },
  )
})

it('whatever comes, it is read or refused', () => {
  const pieces = fc.constantFrom('n,,', 'n=', 'r=', 'c=', 'p=', 'a=', ',', '=', '=2C', 'user', 'AQID', '\0', 'biws', '雪')
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, fc.constantFrom(readClientFirst, readClientFinal), (text, read) => {
      try {
        expect(read(text).nonce).not.toBe('')
      } catch (cause) {
        expect(cause).toBeInstanceOf(SaslRefusedError)
      }
    }),
  )
})
