// Refusals that several readers of produce JSON share, and how the sender's own text is shown in them.

import { minifyJson } from '../json/minify.ts'
import type { JsonScanner } from '../json/scan.ts'
import { stringText } from '../json/strings.ts'
import { utf8Text } from '../json/utf8.ts'
import { BAD_REQUEST, badRequest } from './produce-record.ts'
import type { ProduceError } from './produce-record.ts'
import { MAX_QUOTED_BYTES } from '../limits.ts'

/** The JSON in `[start, end)` for an error message: compact and not longer than a message should be. */
export function quoted(bytes: Uint8Array, start: number, end: number): string {
  const compact = minifyJson(bytes, start, end)
  return compact.length > MAX_QUOTED_BYTES ? `${utf8Text(compact, 0, MAX_QUOTED_BYTES)}…` : utf8Text(compact, 0, compact.length)
}

/** The scanner's last string for an error message, without quotes. */
export function quotedName(scanner: JsonScanner): string {
  const end = Math.min(scanner.stringEnd, scanner.stringStart + MAX_QUOTED_BYTES)
  const isWhole = end === scanner.stringEnd
  return isWhole
    ? stringText(scanner.bytes, scanner.stringStart, end, scanner.stringHasEscape)
    : `${utf8Text(scanner.bytes, scanner.stringStart, end)}…`
}

/** As the proxy answers an unknown member, without the Java class that it names. */
export function unrecognizedField(scanner: JsonScanner): ProduceError {
  return { errorCode: BAD_REQUEST, message: `Unrecognized field: ${quotedName(scanner)}` }
}

/** A member that is given twice: nobody can know which one was meant. */
export function duplicateField(scanner: JsonScanner): ProduceError {
  return badRequest(`duplicate field ${quotedName(scanner)}.`)
}
