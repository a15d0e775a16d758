import { describe, expect, it } from 'vitest'
import { proxyAgent, proxyOf } from './proxy.ts'

const hosted = new URL('https://samsa.example.com')
const PROXY = 'http://proxy.example.net:3128'

describe('the proxy of a server', () => {
  it('is that of its protocol, in either case, or the one for all', () => {
    expect(proxyOf(hosted, { HTTPS_PROXY: PROXY })).toBe(PROXY)
    expect(proxyOf(hosted, { https_proxy: PROXY, HTTPS_PROXY: 'http://another' })).toBe(PROXY)
    expect(proxyOf(hosted, { HTTP_PROXY: PROXY })).toBeNull()
    expect(proxyOf(new URL('http://samsa.example.com'), { HTTP_PROXY: PROXY })).toBe(PROXY)
    expect(proxyOf(hosted, { ALL_PROXY: PROXY })).toBe(PROXY)
    expect(proxyOf(hosted, {})).toBeNull()
    expect(proxyOf(hosted, { HTTPS_PROXY: '' })).toBeNull()
  })

  it('may be named without a scheme', () => {
    expect(proxyOf(hosted, { HTTPS_PROXY: 'proxy.example.net:3128' })).toBe(PROXY)
  })

  it.each(['http://localhost:8787', 'http://127.0.0.1:8787', 'http://[::1]:8787'])('is none for %s', (origin) => {
    expect(proxyOf(new URL(origin), { ALL_PROXY: PROXY })).toBeNull()
  })

  it.each(['*', 'example.com', '.example.com', '*.example.com', 'samsa.example.com', 'SAMSA.EXAMPLE.COM', 'other.org, example.com:443'])(
    'is none where NO_PROXY is %s',
    (exceptions) => {
      expect(proxyOf(hosted, { HTTPS_PROXY: PROXY, NO_PROXY: exceptions })).toBeNull()
    },
  )

  it.each(['ample.com', 'example.com:80', 'a.samsa.example.com', ','])('is used where NO_PROXY is %s', (exceptions) => {
    expect(proxyOf(hosted, { HTTPS_PROXY: PROXY, no_proxy: exceptions })).toBe(PROXY)
  })

  it('becomes an agent, or is refused as no address', () => {
    expect(proxyAgent(hosted.origin, { HTTPS_PROXY: PROXY })).toBeDefined()
    expect(proxyAgent(hosted.origin, {})).toBeUndefined()
    expect(() => proxyAgent(hosted.origin, { HTTPS_PROXY: 'http://' })).toThrow(TypeError)
  })
})
