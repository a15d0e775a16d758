// What can be wrong with a filter before any record was looked at, and where. The page has its own words for the codes, in both languages;
// the sentences here are for those who call the API.

export type FilterErrorCode =
  | 'TOO_LONG'
  | 'TOO_DEEP'
  | 'UNEXPECTED_CHARACTER'
  | 'SINGLE_EQUALS'
  | 'UNEXPECTED_END'
  | 'UNEXPECTED_TOKEN'
  | 'UNTERMINATED_TEXT'
  | 'BAD_ESCAPE'
  | 'BAD_NUMBER'
  | 'UNKNOWN_NAME'
  | 'UNKNOWN_FUNCTION'
  | 'WRONG_ARGUMENTS'
  | 'PATTERN_NOT_LITERAL'
  | 'BAD_PATTERN'

const SENTENCES: Readonly<Record<FilterErrorCode, (found: string) => string>> = {
  TOO_LONG: () => 'the filter is too long',
  TOO_DEEP: () => 'too many levels of parentheses',
  UNEXPECTED_CHARACTER: (found) => `${found} has no meaning here`,
  SINGLE_EQUALS: () => 'one = compares nothing; write ==',
  UNEXPECTED_END: () => 'something is missing at the end',
  UNEXPECTED_TOKEN: (found) => `${found} does not fit here`,
  UNTERMINATED_TEXT: () => 'a text has no closing quote',
  BAD_ESCAPE: (found) => `${found} is no escape that a text knows`,
  BAD_NUMBER: (found) => `${found} is not a number`,
  UNKNOWN_NAME: (found) => `there is no ${found}: a record has offset, partition, timestamp, key, value and headers`,
  UNKNOWN_FUNCTION: (found) => `there is no function ${found}`,
  WRONG_ARGUMENTS: (found) => `${found} takes other arguments`,
  PATTERN_NOT_LITERAL: () => 'matches takes a pattern that is written out in quotes',
  BAD_PATTERN: (found) => `${found} is not a pattern that can be used here`,
}

export class FilterError extends Error {
  readonly code: FilterErrorCode
  /** From 0, in UTF-16 units of the filter. */
  readonly position: number
  /** A part of the filter that the sentence quotes. */
  readonly found: string

  constructor(code: FilterErrorCode, position: number, found = '') {
    super(`${SENTENCES[code](found)} (character ${position + 1})`)
    this.name = 'FilterError'
    this.code = code
    this.position = position
    this.found = found
  }
}
