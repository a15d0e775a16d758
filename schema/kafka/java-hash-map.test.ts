import { describe, expect, it } from 'vitest'
import { inJavaHashMapOrder, javaStringHash } from './java-hash-map.ts'

describe('the order of a HashMap of Java', () => {
  it('comes from the hashes that Java documents', () => {
    expect(['', 'a', 'hello', 'polygenelubricants'].map(javaStringHash)).toEqual([0, 97, 99162322, -2147483648])
  })

  it('is that of the buckets, and within one that of the keys', () => {
    const keys = ['consumer1', 'consumer2', 'consumer3']
    expect(inJavaHashMapOrder(keys, javaStringHash)).toEqual(['consumer3', 'consumer2', 'consumer1'])
    expect(inJavaHashMapOrder([32, 16, 1, 0], (key) => key)).toEqual([32, 16, 0, 1])
  })

  it('has more buckets from thirteen keys on', () => {
    const keys = [16, ...Array.from({ length: 11 }, (_, index) => index)]
    expect(inJavaHashMapOrder(keys, (key) => key).slice(0, 2)).toEqual([16, 0])
    expect(inJavaHashMapOrder([...keys, 11], (key) => key).at(-1)).toBe(16)
  })
})
