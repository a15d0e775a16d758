// The parser sees an answer in whatever pieces the network makes of it.

import { describe, expect, it } from 'vitest'
import { AnswerParser } from './answer-parser.ts'

/** Feeds bytes in pieces of one size and gives the answers as [status, body]. */
function parse(text: string, pieceBytes: number): [number, string][] {
  const answers: [number, string][] = []
  let body = ''
  const parser = new AnswerParser({
    onBody: (part) => (body += part.toString('latin1')),
    onEnd: (status) => {
      answers.push([status, body])
      body = ''
    },
  })
  const bytes = Buffer.from(text, 'latin1')
  for (let start = 0; start < bytes.length; start += pieceBytes) parser.push(bytes.subarray(start, start + pieceBytes))
  return answers
}

const answers =
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello' +
  'HTTP/1.1 207 Multi-Status\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n' +
  'HTTP/1.1 204 No Content\r\n\r\n' +
  'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'

describe('AnswerParser', () => {
  it.each([1, 2, 3, 7, 1000])('finds answers that follow each other in pieces of %i bytes', (pieceBytes) => {
    expect(parse(answers, pieceBytes)).toEqual([
      [200, 'hello'],
      [207, 'abc0123456789'],
      [204, ''],
      [404, ''],
    ])
  })

  it.each([
    ['SSH-2.0-OpenSSH\r\n\r\n', 'Not an HTTP answer'],
    ['HTTP/1.1 200 OK\r\n\r\n', 'neither Content-Length nor chunks'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'does not begin with its size'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n', 'trailers'],
    [`HTTP/1.1 200 OK\r\n${'a'.repeat(70_000)}`, 'no end of its head'],
  ])('refuses what it cannot read: %j', (text, message) => {
    expect(() => parse(text, 100_000)).toThrow(message)
  })
})
