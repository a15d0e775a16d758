// Bytes as oracle files write them.

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

export function nullableHex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : toHex(bytes)
}
