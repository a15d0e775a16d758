// Bounds of records on their way in as JSON, each with its reason. Kafka itself bounds only the whole batch (max.message.bytes).

/** Entries of one records:batch. Confluent stops at 10; a thousand small records still make one comfortable answer. */
export const MAX_BATCH_ENTRIES = 1_000
/** Body of one records:batch: it is held whole, with its batches beside it. */
export const MAX_BATCH_BODY_BYTES = 1024 * 1024
/** Headers of one record. Tracing and routing headers come by the dozen; each costs an object in every reader. */
export const MAX_HEADERS_PER_RECORD = 256
/** A header's name is an identifier, not data. */
export const MAX_HEADER_NAME_BYTES = 1024
/** A key is hashed, compared and kept by compaction; a quarter of the default max.message.bytes is already generous. */
export const MAX_KEY_BYTES = 256 * 1024
/** batch.size of this producer, in Kafka's words: at this size a batch is closed, and a sticky partition left for another. Batches of 16 to 64 KiB are what the object's SQLite stores fastest. */
export const TARGET_BATCH_BYTES = 64 * 1024
/** What an error message repeats of the sender's own text. */
export const MAX_QUOTED_BYTES = 128
