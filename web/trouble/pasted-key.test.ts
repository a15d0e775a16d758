import { describe, expect, it } from 'vitest'
import { parsePasted } from './pasted-key.ts'

const SANDBOX = 'j9w_2vmzLVLQLgttbW1GWA'
const KEY = 'samsa_own_AY_cP9r5sy1S0C4LbW1tRli1ikTZucl1KAEAAAAAAACNYbBhH-Te_kzPbOOdYq8dd4tRkp3OANGxO1vlg5R-fg'

describe('a key or a link that somebody pastes', () => {
  it.each([
    ['a key, which says itself where it belongs', KEY],
    ['a key with spaces and a line break around it', `  ${KEY}\n`],
    ['a link that controls', `https://samsa.example/s/${SANDBOX}#k=${KEY}`],
    ['a link in a language to another page of the sandbox', `https://samsa.example/zh/s/${SANDBOX}/topics/orders?live=1#k=${KEY}`],
  ])('is taken as %s', (_name, text) => {
    expect(parsePasted(text)).toEqual({ sandboxId: SANDBOX, key: KEY })
  })

  it.each([
    ['nothing', ''],
    ['a link without a key', `https://samsa.example/s/${SANDBOX}`],
    ['a link to a snapshot', `https://samsa.example/x/kqmAwl6B8V7C7iC2O2ZrN1Vb3J4D0kK8xq9b2o3Zp1Q#k=${KEY}`],
    ['a key that was cut off', KEY.slice(0, 20)],
    ['a key of another service', 'sk_live_0123456789abcdef'],
    ['a key of a version that does not exist', `samsa_own_${'A'.repeat(80)}`],
    ['text', 'hello'],
  ])('is refused when it is %s', (_name, text) => {
    expect(parsePasted(text)).toBeNull()
  })
})
