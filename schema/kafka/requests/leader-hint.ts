// Where the leader is, told along with the error that it is not here, so that a client need not ask for metadata first (KIP-951).
import type { MetadataBroker } from './metadata.ts'

/** The leader of a partition, or -1 and -1 where the broker knows none. */
export type CurrentLeader = { readonly leaderId: number; readonly leaderEpoch: number }

/** Beside the answers of partitions: where the leaders that are named there listen. */
export type LeaderEndpoints = { readonly nodeEndpoints?: readonly MetadataBroker[] }
