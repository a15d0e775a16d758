// Snapshots: a sandbox's history and state, named by what is in them.
import * as z from 'zod'
import { MAX_SANDBOX_NAME_CHARACTERS } from '../limits.ts'
import { MAX_SNAPSHOT_TITLE_CHARACTERS } from '../snapshot-limits.ts'
import { sandboxName, ttlSeconds } from './sandboxes.ts'

export const SNAPSHOT_HASH = /^[A-Za-z0-9_-]{43}$/

export const snapshotHash = z
  .string()
  .regex(SNAPSHOT_HASH, 'This is no hash of a snapshot: those have 43 letters.')
  .meta({ description: 'The hash of a snapshot: 43 characters of URL-safe base64.' })

const atSequence = z
  .int()
  .min(1)
  .max(Number.MAX_SAFE_INTEGER)
  .optional()
  .meta({ description: 'The sequence of an event: as the cluster was behind the step that it belongs to. Without it, as it is now.' })

export const takeSnapshotBody = z
  .strictObject({
    title: z
      .string()
      .min(1)
      .max(MAX_SNAPSHOT_TITLE_CHARACTERS)
      .optional()
      .meta({ description: 'Without one, it is called like its sandbox.' }),
    at_sequence: atSequence,
  })
  .optional()

export const restoreBody = z.strictObject({ hash: snapshotHash })

const forkName = sandboxName.optional().meta({ description: `Of the new sandbox, at most ${MAX_SANDBOX_NAME_CHARACTERS} characters.` })

export const forkSnapshotBody = z.strictObject({ name: forkName, ttl_seconds: ttlSeconds.optional() }).optional()

export const forkSandboxBody = z.strictObject({ at_sequence: atSequence, name: forkName, ttl_seconds: ttlSeconds.optional() }).optional()

const summary = z.object({
  brokers: z.int(),
  topics: z.int().meta({ description: 'Without Kafka’s own, like everything here.' }),
  partitions: z.int(),
  groups: z.int(),
  records: z.int().meta({ description: 'Offsets below the high watermark, markers included.' }),
})

export const snapshot = z
  .object({
    hash: z
      .string()
      .meta({ description: 'SHA-256 of the manifest, which names all pieces by theirs: the same history has the same hash.' }),
    title: z.string(),
    sandbox_id: z.string().nullable().meta({ description: 'The sandbox that it was taken of. Null for a file from elsewhere.' }),
    taken_at: z.iso.datetime(),
    sequence: z.int().meta({ description: 'The last event in it.' }),
    first_sequence: z.int().meta({ description: 'The first moment in it that can be looked at and rewound to.' }),
    first_time_ms: z.int().meta({ description: 'The cluster’s time at that moment.' }),
    time_ms: z.int().meta({ description: 'The cluster’s time at the last event.' }),
    engine_version: z.int().meta({ description: 'Of the engine that made this history.' }),
    seed: z.int().meta({ description: 'Where all chance inside the cluster came from.' }),
    size_bytes: z.int().meta({ description: 'Of all pieces, before they are packed.' }),
    summary,
    is_archive: z.boolean().meta({ description: 'Whether it was made because its sandbox expired.' }),
    is_replayable: z
      .boolean()
      .meta({ description: 'Whether this service replays it to the same bytes. Else it has no history to go back in.' }),
    urls: z.object({ page: z.string(), v1: z.string(), file: z.string() }),
  })
  .meta({ id: 'Snapshot' })

export type ShownSnapshot = z.output<typeof snapshot>

export const snapshotList = z.object({ snapshots: z.array(snapshot) }).meta({ id: 'SnapshotList' })
