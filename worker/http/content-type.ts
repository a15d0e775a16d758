// Which bodies are read and which answers are wanted: Content-Type and Accept, by the rules of Confluent's REST Proxy v3.
import { RestError, badRequest } from './rest-error.ts'

export type Charset = 'utf-8' | 'iso-8859-1'

/**
 * Checks the type of a JSON body and answers its charset.
 *
 * A missing type counts as JSON (`curl -T -` sends none). Throws RestError 415 for any other type and for a compressed body, which nobody
 * asked the size of, and 400 for a charset other than UTF-8 and ISO-8859-1.
 */
export function jsonCharset(request: Request): Charset {
  refuseEncoding(request)
  const header = request.headers.get('Content-Type')
  if (header === null || header === 'application/json') return 'utf-8'
  const [type = '', ...parameters] = header.split(';')
  if (type.trim().toLowerCase() !== 'application/json') throw unsupportedMediaType()
  return charsetOf(parameters)
}

/** The media type of a body that is UTF-8, without its parameters; null when there is none. Throws RestError 415 as above, and 400 for any other charset. */
export function utf8BodyType(request: Request): string | null {
  refuseEncoding(request)
  const header = request.headers.get('Content-Type')
  if (header === null) return null
  const [type = '', ...parameters] = header.split(';')
  if (charsetOf(parameters) !== 'utf-8') throw badRequest('Bad Request: the charset in Content-Type must be UTF-8.')
  return type.trim().toLowerCase()
}

function refuseEncoding({ headers }: Request): void {
  const encoding = headers.get('Content-Encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity') throw unsupportedMediaType()
}

export function unsupportedMediaType(): RestError {
  return new RestError({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message: 'HTTP 415 Unsupported Media Type' })
}

/**
 * The one of our types that an Accept header likes best, or null when it likes none. Ties go to the type that we name first.
 * Source: RFC 9110, 12.5.1, without parameters of media types other than `q`.
 */
export function preferredType(accept: string | null, produced: readonly string[]): string | null {
  const [ours] = produced
  if (accept === null || accept === '*/*' || accept === ours) return ours ?? null
  const ranges = accept.split(',').map(readRange)
  let best: string | null = null
  let bestQuality = 0
  for (const type of produced) {
    const quality = qualityOf(type, ranges)
    if (quality > bestQuality) [best, bestQuality] = [type, quality]
  }
  return best
}

export function notAcceptable(): RestError {
  return new RestError({ status: 406, code: 'NOT_ACCEPTABLE', message: 'HTTP 406 Not Acceptable' })
}

function charsetOf(parameters: readonly string[]): Charset {
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=')
    if (name.trim().toLowerCase() !== 'charset') continue
    const charset = value.trim().replaceAll('"', '').toLowerCase()
    if (charset === 'utf-8' || charset === 'utf8') return 'utf-8'
    if (charset === 'iso-8859-1') return 'iso-8859-1'
    throw badRequest('Bad Request: the charset in Content-Type must be UTF-8 or ISO-8859-1.')
  }
  return 'utf-8'
}

type Range = { readonly type: string; readonly quality: number }

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';')
  const quality = parameters.map((parameter) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(parameter)?.[1]).find((value) => value !== undefined)
  return { type: type.trim().toLowerCase(), quality: quality === undefined ? 1 : Number(quality) }
}

/** The most specific range that fits decides, so that `text/html, *\/*;q=0` refuses JSON. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const wanted = [type, `${type.slice(0, type.indexOf('/'))}/*`, '*/*']
  for (const range of wanted) {
    const found = ranges.find((candidate) => candidate.type === range)
    if (found !== undefined) return found.quality
  }
  return 0
}
