// What the first version of the object left in its storage, word for word: three brokers, a topic `t` that keeps its records for ever, and the
// records one, two and three, of which the last two came after the checkpoint.

export const OLD_STATEMENTS = [
  'CREATE TABLE batches (place INTEGER PRIMARY KEY, max_timestamp INTEGER NOT NULL, bytes BLOB NOT NULL)',
  'CREATE TABLE journal (slot INTEGER PRIMARY KEY, number INTEGER NOT NULL, records TEXT NOT NULL)',
  'CREATE TABLE checkpoint (piece INTEGER PRIMARY KEY, number INTEGER NOT NULL, text TEXT NOT NULL)',
  'CREATE TABLE garbage (extent_id INTEGER PRIMARY KEY, until_place INTEGER NOT NULL)',
  'CREATE TABLE sandbox (one INTEGER PRIMARY KEY, name TEXT NOT NULL, created_ms INTEGER NOT NULL, expires_ms INTEGER)',
  `CREATE TABLE access_keys (
     key_id TEXT PRIMARY KEY, name TEXT, scopes TEXT NOT NULL, topic_prefix TEXT, origins TEXT,
     created_ms INTEGER NOT NULL, expires_ms INTEGER, revoked_ms INTEGER
   ) WITHOUT ROWID`,
  "INSERT INTO sandbox VALUES (1, 'old', 1700000000000, NULL)",
]

/** Rows 1 to 5 of the journal. */
export const OLD_ROWS = [
  '[{"kind":"cluster.created","clusterId":"old-sandbox","random":[2527132011,314344336,2535364964,2041432039],"brokerConfigs":[]},{"kind":"broker.registered","brokerId":1,"rack":null},{"kind":"broker.registered","brokerId":2,"rack":null},{"kind":"broker.registered","brokerId":3,"rack":null}]',
  '[{"kind":"topic.created","name":"t","topicId":"4314-1qJRtuAxpx0RLurmQ"},{"kind":"config.changed","topic":"t","name":"retention.ms","value":"-1"},{"kind":"partition.created","topic":"t","partitionIndex":0,"replicas":[3,1,2],"isr":[3,1,2],"leader":3,"nowMs":1700000000000},{"kind":"random.moved","random":[1908423153,603070821,226684442,175075246]}]',
  '[{"kind":"log.changed","topic":"t","partitionIndex":0,"change":{"kind":"epoch.started","epoch":0,"startOffset":0}},{"kind":"log.changed","topic":"t","partitionIndex":0,"change":{"kind":"extent.opened","extentId":0,"startOffset":0}},{"kind":"log.changed","topic":"t","partitionIndex":0,"change":{"kind":"batch.appended","baseOffset":0,"lastOffset":0,"maxTimestamp":1700000000000,"sizeBytes":71,"nowMs":1700000000000}},{"kind":"log.changed","topic":"t","partitionIndex":0,"change":{"kind":"highWatermark.moved","highWatermark":1}},{"kind":"extentId.moved","nextExtentId":1}]',
  '[{"kind":"log.changed","topic":"t","partitionIndex":0,"change":{"kind":"batch.appended","baseOffset":1,"lastOffset":1,"maxTimestamp":1700000001000,"sizeBytes":71,"nowMs":1700000001000}},{"kind":"log.changed","topic":"t","partitionIndex":0,"change":{"kind":"highWatermark.moved","highWatermark":2}}]',
  '[{"kind":"log.changed","topic":"t","partitionIndex":0,"change":{"kind":"batch.appended","baseOffset":2,"lastOffset":2,"maxTimestamp":1700000002000,"sizeBytes":73,"nowMs":1700000002000}},{"kind":"log.changed","topic":"t","partitionIndex":0,"change":{"kind":"highWatermark.moved","highWatermark":3}}]',
]

/** After row 3. */
export const OLD_CHECKPOINT =
  '{"version":1,"clusterId":"old-sandbox","random":[1908423153,603070821,226684442,175075246],"recordSequence":13,"nextExtentId":1,"storedBytes":71,"brokers":[{"brokerId":1,"rack":null},{"brokerId":2,"rack":null},{"brokerId":3,"rack":null}],"brokerConfigs":[],"topics":[{"topicId":"4314-1qJRtuAxpx0RLurmQ","name":"t","configs":[["retention.ms","-1"]],"partitions":[{"partitionIndex":0,"replicas":[3,1,2],"isr":[3,1,2],"leader":3,"leaderEpoch":0,"partitionEpoch":0,"log":{"logStartOffset":0,"logEndOffset":1,"highWatermark":1,"segments":[{"baseOffset":0,"sizeBytes":71,"createdMs":1700000000000,"lastModifiedMs":1700000000000,"firstBatchTimestamp":1700000000000,"maxTimestamp":1700000000000,"offsetOfMaxTimestamp":0,"rollJitterMs":0,"offsetIndexEntries":0,"timeIndexEntries":0,"lastTimeIndexTimestamp":-1,"bytesSinceLastIndexEntry":71}],"leaderEpochs":[{"epoch":0,"startOffset":0}],"extents":[{"extentId":0,"startOffset":0}]}}]}]}'

export const OLD_BATCHES: readonly (readonly [place: number, maxTimestamp: number, hex: string])[] = [
  [
    0,
    1700000000000,
    '00000000000000000000003b0000000002244f128e0000000000000000018bcfe568000000018bcfe56800ffffffffffffffffffffffffffff000000011200000001066f6e6500',
  ],
  [
    1,
    1700000001000,
    '00000000000000010000003b0000000002cfa76e3f0000000000000000018bcfe56be80000018bcfe56be8ffffffffffffffffffffffffffff0000000112000000010674776f00',
  ],
  [
    2,
    1700000002000,
    '00000000000000020000003d0000000002d59096890000000000000000018bcfe56fd00000018bcfe56fd0ffffffffffffffffffffffffffff0000000116000000010a746872656500',
  ],
]
