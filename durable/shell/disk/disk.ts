// What is on a node's disk, as plain data: the answers of the disk's RPC methods.

export type DiskFile = { readonly name: string; readonly sizeBytes: number; readonly modifiedMs: number }

export type DiskDirectory = {
  /** `orders-0`. */
  readonly name: string
  readonly topic: string
  readonly partition: number
  readonly files: readonly DiskFile[]
}

export type DiskListing = {
  /** Those beside the directories of the partitions. */
  readonly files: readonly DiskFile[]
  /** By name, in the order of their characters. */
  readonly directories: readonly DiskDirectory[]
  /** The name after which the next listing goes on; null when this one is complete. */
  readonly next: string | null
}

export type DiskQuery = {
  readonly topic: string | null
  readonly partition: number | null
  /** Only directories that come after this name. */
  readonly after: string | null
}

/** A batch of a log file and where it begins, so that the next piece is found without walking there from the beginning. */
export type FilePlace = { readonly offset: number; readonly position: number; readonly edition: string }

export type DiskPiece = {
  /** Empty when the file ends before. */
  readonly bytes: Uint8Array
  /** Of the whole file, now. */
  readonly fileSizeBytes: number
  readonly modifiedMs: number
  /** Changes when what was read of the file before is no longer what stands there: it was compacted or cut off. */
  readonly edition: string
  readonly next: FilePlace | null
}

export type FileRange = { readonly fromByte: number; readonly maxBytes: number; readonly near: FilePlace | null }
