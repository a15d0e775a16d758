// snappyjs brings no types. Only what we call is declared; the source is node_modules/snappyjs/index.js.
declare module 'snappyjs' {
  /** Unpacks one raw Snappy block; throws when it is malformed or claims more than maxLength bytes. */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array
  /** Packs bytes as one raw Snappy block. Only tests pack. */
  export function compress(uncompressed: Uint8Array): Uint8Array
}
