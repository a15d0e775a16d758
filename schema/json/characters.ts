// The bytes that JSON gives a meaning to, named once for the scanner, the splitter of streams and the writer.

/** What a scanner answers in place of a byte at the end of the text. */
export const END_OF_TEXT = -1

export const QUOTE = 0x22
export const PLUS = 0x2b
export const COMMA = 0x2c
export const MINUS = 0x2d
export const POINT = 0x2e
export const DIGIT_0 = 0x30
export const DIGIT_9 = 0x39
export const COLON = 0x3a
export const OPEN_ARRAY = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_ARRAY = 0x5d
export const LETTER_U = 0x75
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d
/** The first letters of the three words, which tell them apart. */
export const LETTER_F = 0x66
export const LETTER_N = 0x6e
export const LETTER_T = 0x74

/** What each byte means inside a string: one look-up a byte is what scanning strings costs. */
export const STRING_PLAIN = 0
export const STRING_QUOTE = 1
export const STRING_ESCAPE = 2
export const STRING_CONTROL = 3
export const STRING_MULTIBYTE = 4
export const STRING_BYTE = stringByteTable()

function stringByteTable(): Uint8Array {
  const table = new Uint8Array(256)
  table.fill(STRING_CONTROL, 0, 0x20)
  table.fill(STRING_MULTIBYTE, 0x80)
  table[QUOTE] = STRING_QUOTE
  table[BACKSLASH] = STRING_ESCAPE
  return table
}

/** The letter after a backslash -> the byte it stands for, 0 for letters that escape nothing alone. */
export const ESCAPED_BYTE = new Uint8Array(256)
for (const [letter, character] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
  ESCAPED_BYTE[(letter ?? '').charCodeAt(0)] = (character ?? '').charCodeAt(0)
}

/** Space, tab, line feed, carriage return: the only whitespace between tokens. */
export const IS_WHITESPACE = new Uint8Array(256)
for (const character of ' \t\n\r') IS_WHITESPACE[character.charCodeAt(0)] = 1

/** The value of one hexadecimal digit, or -1. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= DIGIT_0 && byte <= DIGIT_9) return byte - DIGIT_0
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** A byte as an error message shows it. */
export function shownByte(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `byte 0x${byte.toString(16).padStart(2, '0')}`
}
