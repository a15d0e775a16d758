import { describe, expect, it } from 'vitest'
import { SegmentRouter } from './segment-router.ts'

function routerOf(...paths: string[]): SegmentRouter<string> {
  const router = new SegmentRouter<string>()
  for (const path of paths) router.add('GET', path, path)
  return router
}

describe('SegmentRouter', () => {
  const router = routerOf(
    '/topics/:topic_name',
    '/topics/:topic_name/records',
    '/topics/:topic_name/records:batch',
    '/topics/-/configs',
    '/topics/:topic_name/configs',
    '/brokers/:broker_id',
    '/brokers/:broker_id:kill',
    '/brokers/:broker_id:crash-unflushed',
    '/records:batch',
  )
  const found = (path: string) => router.match('GET', path)[0][0]

  it('reads parameters', () => {
    expect(found('/topics/orders/records')).toEqual(['/topics/:topic_name/records', { topic_name: 'orders' }])
  })

  it('takes a colon inside a segment for a colon', () => {
    expect(found('/topics/orders/records:batch')).toEqual(['/topics/:topic_name/records:batch', { topic_name: 'orders' }])
    expect(found('/records:batch')?.[0]).toBe('/records:batch')
    expect(found('/recordsXbatch')).toBeUndefined()
    expect(found('/topics/orders/records:other')).toBeUndefined()
  })

  it('tells a verb from an id', () => {
    expect(found('/brokers/1:kill')).toEqual(['/brokers/:broker_id:kill', { broker_id: '1' }])
    expect(found('/brokers/1:crash-unflushed')).toEqual(['/brokers/:broker_id:crash-unflushed', { broker_id: '1' }])
    expect(found('/brokers/1')).toEqual(['/brokers/:broker_id', { broker_id: '1' }])
    expect(found('/brokers/:kill')?.[0]).toBe('/brokers/:broker_id')
  })

  it('prefers a literal and comes back when it leads nowhere', () => {
    expect(found('/topics/-/configs')?.[0]).toBe('/topics/-/configs')
    expect(found('/topics/-/records')).toEqual(['/topics/:topic_name/records', { topic_name: '-' }])
  })

  it('finds nothing for empty, missing and extra segments', () => {
    for (const path of ['/', '', '/topics', '/topics/', '/topics//records', '/topics/a/records/', `/topics${'/a'.repeat(5_000)}`]) {
      expect(found(path)).toBeUndefined()
    }
  })

  it('knows the methods of a path', () => {
    const two = routerOf('/a/:b')
    two.add('POST', '/a/:c', 'post')
    expect(two.methodsAt('/a/x')).toEqual(['GET', 'POST'])
    expect(two.methodsAt('/a')).toEqual([])
    expect(two.match('POST', '/a/x')[0][0]).toEqual(['post', { c: 'x' }])
    expect(two.match('PUT', '/a/x')).toEqual([[]])
  })

  it('keeps a verb a verb under another method, and not the end of a name', () => {
    const verbs = routerOf('/a/:b', '/a/:b/c')
    verbs.add('POST', '/a/:b:end', 'end')
    expect(verbs.match('GET', '/a/x:end')).toEqual([[]])
    expect(verbs.methodsAt('/a/x:end')).toEqual(['POST'])
    expect(verbs.match('GET', '/a/x%3Aend')[0][0]).toEqual(['/a/:b', { b: 'x%3Aend' }])
    expect(verbs.match('GET', '/a/x:end/c')[0][0]).toEqual(['/a/:b/c', { b: 'x:end' }])
  })

  it('refuses to serve one route twice', () => {
    expect(() => router.add('GET', '/topics/:name/records', 'again')).toThrow('registered twice')
  })
})
