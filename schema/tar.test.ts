import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { tarChunks, tarOf } from './tar.ts'

const MODIFIED_MS = 1_700_000_000_999
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const longName = `${'t'.repeat(249)}-0/00000000000000000000.log`

const files = [
  { name: 'orders-0/partition.metadata', bytes: bytesOf('version: 0'), modifiedMs: MODIFIED_MS },
  { name: 'orders-0/00000000000000000000.index', bytes: new Uint8Array(0), modifiedMs: 0 },
  { name: 'orders-0/whole-block', bytes: new Uint8Array(512).fill(7), modifiedMs: MODIFIED_MS },
  { name: longName, bytes: bytesOf('long'), modifiedMs: MODIFIED_MS },
  { name: 'größe/日本', bytes: bytesOf('named'), modifiedMs: MODIFIED_MS },
]

const hasTar = spawnSync('tar', ['--version']).status === 0
if (!hasTar) console.log('Skipped: this machine has no tar, so nobody reads our archives here.')

/** What the system's tar says of an archive. */
function tar(archive: Uint8Array, ...options: string[]): string {
  const { status, stdout, stderr } = spawnSync('tar', [...options], {
    input: archive,
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  })
  expect([status, stderr.toString()]).toEqual([0, ''])
  return stdout.toString()
}

describe('a tar archive', () => {
  it('is made of whole blocks, with a header whose checksum is right', () => {
    const archive = tarOf(files.slice(0, 1))
    expect(archive.length).toBe(512 + 512 + 1024)
    const header = archive.slice(0, 512)
    const text = Buffer.from(header).toString('latin1')
    expect(text.slice(0, 28)).toBe('orders-0/partition.metadata\0')
    expect(text.slice(124, 148)).toBe('00000000012\u000014524770400\0')
    expect(text.slice(156, 157)).toBe('0')
    expect(text.slice(257, 265)).toBe('ustar\u000000')
    const claimed = Number.parseInt(text.slice(148, 154), 8)
    header.fill(0x20, 148, 156)
    expect(header.reduce((sum, byte) => sum + byte, 0)).toBe(claimed)
  })

  it('of no files is its end', () => {
    expect(tarOf([])).toEqual(new Uint8Array(1024))
  })

  it('comes in pieces that are never empty', () => {
    const pieces = [...tarChunks(files)]
    expect(pieces.every((piece) => piece.length > 0)).toBe(true)
    expect(Buffer.concat(pieces)).toEqual(Buffer.from(tarOf(files)))
  })

  it.runIf(hasTar)("is listed by the system's tar with names, sizes and times", () => {
    const lines = tar(tarOf(files), '-tvf', '-', '--full-time', '--numeric-owner', '--quoting-style=literal').trimEnd().split('\n')
    expect(lines.map((line) => line.split(/\s+/))).toEqual([
      ['-rw-r--r--', '0/0', '10', '2023-11-14', '22:13:20', 'orders-0/partition.metadata'],
      ['-rw-r--r--', '0/0', '0', '1970-01-01', '00:00:00', 'orders-0/00000000000000000000.index'],
      ['-rw-r--r--', '0/0', '512', '2023-11-14', '22:13:20', 'orders-0/whole-block'],
      ['-rw-r--r--', '0/0', '4', '2023-11-14', '22:13:20', longName],
      ['-rw-r--r--', '0/0', '5', '2023-11-14', '22:13:20', 'größe/日本'],
    ])
  })

  it.runIf(hasTar)("is unpacked by the system's tar to the same contents, whatever the length of a name", () => {
    for (const { name, bytes } of files) expect(tar(tarOf(files), '-xOf', '-', name)).toBe(Buffer.from(bytes).toString())
    // The length that a pax header begins with counts its own digits: around 100 and 1000 it has one more.
    for (let length = 85; length < 110; length++) {
      const name = 'n'.repeat(length)
      expect(tar(tarOf([{ name, bytes: bytesOf('x'), modifiedMs: 0 }]), '-tf', '-')).toBe(`${name}\n`)
    }
  })
})
