// The disk of a node as /v1 shows it: directories and files, and the sparse indexes of a segment as facts.
import * as z from 'zod'

/** A whole number in a query that names an offset, a time or a count; none of them is negative. */
function wholeNumber(name: string, description: string) {
  return z
    .string()
    .regex(/^\d{1,16}$/, `${name} must be a whole number.`)
    .transform(Number)
    .pipe(z.int())
    .optional()
    .meta({ description })
}

export const diskQuery = z.object({
  topic: z.string().optional().meta({ description: 'Only directories of this topic.' }),
  partition: wholeNumber('partition', 'Only directories of partitions with this index.'),
  after: z.string().optional().meta({ description: 'Only directories after this name, from the `next` of the listing before.' }),
})

const diskFile = z
  .object({
    name: z.string(),
    size_bytes: z.int(),
    modified_ms: z.int().meta({ description: 'Milliseconds since the epoch, by the clock of the cluster.' }),
  })
  .meta({ id: 'DiskFile' })

export const diskListing = z
  .object({
    node_id: z.int(),
    files: z.array(diskFile).meta({ description: 'Beside the directories of partitions.' }),
    directories: z.array(
      z.object({ name: z.string(), topic: z.string(), partition: z.int(), size_bytes: z.int(), files: z.array(diskFile) }),
    ),
    next: z.string().nullable().meta({ description: 'The value of `after` for what did not fit; null when nothing is left.' }),
  })
  .meta({ id: 'DiskListing' })

export type ShownListing = z.input<typeof diskListing>

export const indexQuery = z.object({
  segment: wholeNumber('segment', 'The base offset of a segment. Without it: the one that the lookup leads to, else the active one.'),
  offset: wholeNumber('offset', 'Shows how this offset is looked up.'),
  timestamp: wholeNumber('timestamp', 'Shows how this time is looked up, milliseconds since the epoch; an offset goes before it.'),
  from_entry: wholeNumber('from_entry', 'Entries of both indexes from this one on.'),
})

const offsetEntry = z.object({ relative_offset: z.int(), position: z.int() }).meta({
  id: 'OffsetIndexEntry',
  description: 'The last offset of the batch that begins at this position of the .log file, counted from the base offset.',
})

const timeEntry = z.object({ timestamp: z.int(), relative_offset: z.int() }).meta({
  id: 'TimeIndexEntry',
  description: 'No record of the segment up to this offset is newer.',
})

export const segmentIndexes = z
  .object({
    index_interval_bytes: z.int().meta({ description: 'After more than so many bytes the next batch gets an entry.' }),
    base_offset: z.int(),
    end_offset: z.int(),
    size_bytes: z.int(),
    offset_index: z.array(offsetEntry),
    time_index: z.array(timeEntry),
    offset_index_entries: z.int(),
    time_index_entries: z.int(),
    lookup: z
      .object({
        time_entry: timeEntry.nullable(),
        offset_entry: offsetEntry.nullable().meta({ description: 'Null: the scan begins with the segment.' }),
        scan_from_position: z.int(),
        scanned_batches: z.int(),
        found: z
          .object({ base_offset: z.int(), last_offset: z.int(), position: z.int() })
          .nullable()
          .meta({ description: 'The batch that the scan ends with; null when the segment has none.' }),
      })
      .nullable(),
  })
  .meta({ id: 'SegmentIndexes' })
