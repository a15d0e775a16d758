import { describe, expect, it } from 'vitest'
import { isProofGenuine, scramCredential, serverSignature } from './scram-formulas.ts'

// The exchange that RFC 7677 prints in section 3: user "user", password "pencil".
const SALT = Uint8Array.from(atob('W22ZaJ0SNY7soEsUEjb6gQ=='), (character) => character.charCodeAt(0))
const NONCE = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'
const AUTH_MESSAGE = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${NONCE}`
const PROOF = Uint8Array.from(atob('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ='), (character) => character.charCodeAt(0))

describe('SCRAM-SHA-256', () => {
  it('takes the proof that the RFC prints, and signs as it does', async () => {
    const credential = await scramCredential('SCRAM-SHA-256', 'pencil', SALT)
    expect(await isProofGenuine('SCRAM-SHA-256', credential, AUTH_MESSAGE, PROOF)).toBe(true)
    const signature = await serverSignature('SCRAM-SHA-256', credential, AUTH_MESSAGE)
    expect(btoa(String.fromCharCode(...signature))).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')
  })

  it('takes no other proof, and none of another length', async () => {
    const credential = await scramCredential('SCRAM-SHA-256', 'pencil', SALT)
    for (let at = 0; at < PROOF.length; at++) {
      const changed = PROOF.with(at, (PROOF[at] ?? 0) ^ 1)
      expect(await isProofGenuine('SCRAM-SHA-256', credential, AUTH_MESSAGE, changed)).toBe(false)
    }
    expect(await isProofGenuine('SCRAM-SHA-256', credential, AUTH_MESSAGE, PROOF.subarray(1))).toBe(false)
    expect(await isProofGenuine('SCRAM-SHA-256', credential, AUTH_MESSAGE, new Uint8Array(0))).toBe(false)
    expect(await isProofGenuine('SCRAM-SHA-512', credential, AUTH_MESSAGE, PROOF)).toBe(false)
  })
})
