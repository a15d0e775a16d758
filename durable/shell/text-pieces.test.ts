import { expect, it } from 'vitest'
import { textPieces } from './text-pieces.ts'

it('cuts a text into pieces that are the text again', () => {
  expect(textPieces('abcdefg', 3)).toEqual(['abc', 'def', 'g'])
  expect(textPieces('abc', 3)).toEqual(['abc'])
  expect(textPieces('', 3)).toEqual([])
})

it('tears no character apart', () => {
  const pieces = textPieces('a😀b😀😀', 2)
  expect(pieces).toEqual(['a', '😀', 'b', '😀', '😀'])
  const through = pieces.map((piece) => new TextDecoder().decode(new TextEncoder().encode(piece)))
  expect(through.join('')).toBe('a😀b😀😀')
})
