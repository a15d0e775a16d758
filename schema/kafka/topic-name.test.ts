import { describe, expect, it } from 'vitest'
import { checkTopicName, collidingName } from './topic-name.ts'

function problem(name: string): string {
  const checked = checkTopicName(name)
  return checked.ok ? 'accepted' : checked.message
}

describe('checkTopicName', () => {
  it('takes 1 to 249 letters, digits, dots, underscores and hyphens', () => {
    for (const name of ['a', 'A-b_c.9', '...', '-', '__consumer_offsets', 'x'.repeat(249)]) expect(problem(name)).toBe('accepted')
  })

  it('refuses with the sentences of Kafka', () => {
    expect(problem('')).toBe('Topic name is invalid: the empty string is not allowed')
    expect(problem('.')).toBe("Topic name is invalid: '.' is not allowed")
    expect(problem('..')).toBe("Topic name is invalid: '..' is not allowed")
    const long = 'x'.repeat(250)
    expect(problem(long)).toBe(`Topic name is invalid: the length of '${long}' is longer than the max allowed length 249`)
    const characters = "contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"
    for (const name of ['a b', 'a/b', 'ä', 'a\n', 'a\0', '__proto__ ', '日本'])
      expect(problem(name)).toBe(`Topic name is invalid: '${name}' ${characters}`)
  })
})

describe('collidingName', () => {
  it('finds a name that differs only in dots and underscores', () => {
    expect(collidingName('a.b', ['x', 'a_b'])).toBe('a_b')
    expect(collidingName('a_b_c', ['a.b.c'])).toBe('a.b.c')
    expect(collidingName('a.b', ['a-b', 'ab'])).toBeNull()
    expect(collidingName('same', ['same'])).toBe('same')
  })
})
