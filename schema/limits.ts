// Every bound of the product in one place, each with its reason. A limit is part of the contract: what exceeds it gets a clear error and
// nothing is lost. Layers import from here, so that a number is never written twice.

const KiB = 1024
const MiB = 1024 * KiB

// ---- What the platform allows. Local workerd is laxer, so our own code enforces these everywhere. ----

/** A row or blob in a Durable Object's SQLite is at most 2 MB on Cloudflare; a little is left for the other columns. */
export const MAX_ROW_BYTES = 1_900_000
/** What a hibernating WebSocket may remember is at most 16,384 bytes; JSON framing and growth need room. */
export const MAX_SOCKET_ATTACHMENT_BYTES = 15 * KiB

// ---- HTTP and sockets ----

/** Ordinary JSON bodies (topics, configs, keys). The largest honest one, a topic with explicit assignments, is far below. */
export const MAX_REQUEST_BODY_BYTES = 1 * MiB
/**
 * A refused body is still read to here and thrown away: a sender that is cut off while it writes sees a broken connection and never our
 * answer. Beyond it, and after the two times below, it is cut off all the same.
 */
export const MAX_DISCARDED_BODY_BYTES = 16 * MiB
/** A sender that is silent for so long is not writing, so it can take an answer. A full-duplex stream waits for one in just this way. */
export const DISCARD_QUIET_MS = 500
export const DISCARD_WITHIN_MS = 2_000
/** A produce body that arrives whole is held in memory with its batches; the object and the edge have 128 MB for everybody. */
export const MAX_PRODUCE_BODY_BYTES = 10 * MiB
/** One produce answer lists a report a record; a body of tiny records must not grow an answer without end. */
export const MAX_RECORDS_PER_PRODUCE_CALL = 20_000
/** Records that are sent to the object in one request. Large enough that the call does not dominate, small enough that reports flow. */
export const MAX_RECORDS_PER_GROUP = 2_000
/** Object ids that one instance of the Worker remembers. */
export const MAX_REMEMBERED_OBJECT_IDS = 2_000
/** Topics that one instance of the Worker remembers facts of. */
export const MAX_REMEMBERED_TOPICS = 2_000
/** One socket frame: a produce of the largest legal batch with JSON and base64 overhead fits. Cloudflare itself stops at 32 MiB. */
export const MAX_SOCKET_FRAME_BYTES = 2 * MiB
/** Open sockets of one sandbox, JSON sockets and edge waiters together. A room of students fits; a leak does not eat the object. */
export const MAX_SOCKETS_PER_SANDBOX = 1_000
/** How many of them may be connections of Kafka clients: those come by the dozen from one application, and must leave room for readers. */
export const MAX_KAFKA_CONNECTIONS_PER_SANDBOX = 600
/** Subscriptions on one socket; their cursors must fit in the attachment. */
export const MAX_SUBSCRIPTIONS_PER_SOCKET = 16
/** Credit a subscriber may hold: it bounds what an unread socket can make the object queue. */
export const MAX_PERMITS = 10_000
/**
 * Bytes sent to a subscription since it last gave permits. workerd does not say how much of what was sent is still unread, so this is what
 * keeps a client that never reads from filling the object's memory.
 */
export const MAX_UNCONFIRMED_BYTES = 4 * MiB
/** One RPC answer to a reader. Small enough for 128 MB with many readers, large enough that the call itself does not dominate. */
export const MAX_FETCH_BYTES = 1 * MiB
/** Records in one JSON page; more comes with the cursor. */
export const MAX_PAGE_RECORDS = 1_000
/** The longest a JSON read may wait for data. Proxies between us and the client give up at about 100 s. */
export const MAX_WAIT_MS = 60_000
/** Waiting SSE streams ping this often, so that proxies and clients know they are alive: well within the 15 seconds that clients are promised. */
export const PING_INTERVAL_MS = 10_000
/** A filter is written by hand or by a form. */
export const MAX_FILTER_CHARACTERS = 2_000
/** Parentheses in a filter, and groups in a pattern: reading them is recursive. */
export const MAX_FILTER_DEPTH = 32
/** Instructions of a pattern in a filter; `{n,m}` repeats what stands before it. Each may have to be followed at each character. */
export const MAX_FILTER_PATTERN_SIZE = 500
/** Steps of a filter over one record, of about ten nanoseconds: two milliseconds, and a filter that needs more has no answer for that record. */
export const MAX_FILTER_STEPS_PER_RECORD = 200_000
/** What a filter may look at for one JSON page, or for one round of a stream. What is left is behind the cursor. About a tenth of a second of the edge. */
export const MAX_FILTERED_RECORDS = 20_000
export const MAX_FILTERED_BYTES = 8 * MiB
export const MAX_FILTER_STEPS = 2_000_000
/** `page_size` of lists. */
export const MAX_PAGE_SIZE = 1_000

// ---- Records and their JSON. Kafka itself bounds only the whole batch (max.message.bytes). ----

/**
 * The largest JSON text of one record. A record of MAX_ROW_BYTES (1.9 MB) is 2.54 MB as base64; the rest is room for its envelope.
 * It bounds what a sender who never closes an object can make us hold.
 */
export const MAX_RECORD_JSON_BYTES = 3 * MiB
/** Envelopes are written by hand or by our own clients and are four levels deep; this leaves room and keeps recursion over them safe. */
export const MAX_ENVELOPE_DEPTH = 32
/** Payloads are data of any origin. Jackson, the parser of the Confluent proxy, stops at the same depth. */
export const MAX_PAYLOAD_DEPTH = 1000
/** Entries of one records:batch. Confluent stops at 10; a thousand small records still make one comfortable answer. */
export const MAX_BATCH_ENTRIES = 1_000
/** Body of one records:batch: it is held whole, with its batches beside it. */
export const MAX_BATCH_BODY_BYTES = 1 * MiB
/** Headers of one record. Tracing and routing headers come by the dozen; each costs an object in every reader. */
export const MAX_HEADERS_PER_RECORD = 256
/** A header's name is an identifier, not data. */
export const MAX_HEADER_NAME_BYTES = 1 * KiB
/** A key is hashed, compared and kept by compaction; a quarter of the default max.message.bytes is already generous. */
export const MAX_KEY_BYTES = 256 * KiB
/** What an error message repeats of the sender's own text. */
export const MAX_QUOTED_BYTES = 128
/**
 * batch.size of our own producer, in Kafka's words: at this size a batch is closed, and a sticky partition left for another. Batches of 16 to
 * 64 KiB are what the object's SQLite stores fastest.
 */
export const TARGET_BATCH_BYTES = 64 * KiB
/**
 * What the records of one batch may unpack to. A Durable Object has 128 MB for everything, a batch is at most 2 MB packed, and decoding
 * needs a small multiple of this; 16 MiB lets real batches pass (10 to 1 is already rare) and leaves room for eight readers at once.
 */
export const MAX_UNCOMPRESSED_BATCH_BYTES = 16 * MiB
/**
 * Records a batch may hold for us. The smallest record takes 7 bytes, so 16 MiB could hold 2.4 million; as objects of about 300 bytes
 * they would not fit into the 128 MB of an object. Real batches hold some thousands.
 */
export const MAX_RECORDS_PER_BATCH = 200_000

// ---- Sandboxes and keys ----

/** A sandbox lives this long unless asked otherwise; reading about it or PATCH extends it. */
export const DEFAULT_TTL_SECONDS = 7 * 24 * 3600
/** Below a minute a sandbox would be gone before its first curl line is pasted. */
export const MIN_TTL_SECONDS = 60
/** A public service cannot promise storage for longer than a month without an owner who comes back. */
export const MAX_TTL_SECONDS = 30 * 24 * 3600
/** A name is shown in lists and pages. */
export const MAX_SANDBOX_NAME_CHARACTERS = 100
/** Keys are listed, and a revoked one is remembered as long as its sandbox lives. */
export const MAX_KEYS_PER_SANDBOX = 200
/** Verified keys that one isolate of the Worker remembers, about half a kilobyte each. A forgotten key costs one HMAC. */
export const MAX_CACHED_KEYS = 4_096
/** A key's name helps its owner to tell keys apart in a list. */
export const MAX_KEY_NAME_CHARACTERS = 100
/** Origins stand inside the key's text, and that travels with every request. */
export const MAX_ORIGINS_PER_KEY = 10
/** The longest honest origin: a host name of 253 characters with scheme and port. */
export const MAX_ORIGIN_CHARACTERS = 270
/** The length of a topic name in Kafka: a longer prefix fits no topic. */
export const MAX_TOPIC_PREFIX_CHARACTERS = 249
/** Anonymous creations from one address and Cloudflare location. The same numbers stand in wrangler.toml, which enforces them. */
export const CREATE_LIMIT = 30
export const CREATE_LIMIT_PERIOD_SECONDS = 60

/** Rules of access. Each request of a key that is no admin's looks at all of them that are about its resources. */
export const MAX_ACLS_PER_SANDBOX = 1_000
/** Decisions by these rules that one connection remembers. A client works with some dozens of topics and groups. */
export const MAX_REMEMBERED_ACL_DECISIONS = 2_000
/** A name, a principal or a host in a rule. The longest honest one is a topic, a group or a transactional id of 256 characters. */
export const MAX_ACL_TEXT_CHARACTERS = 300
/** Rules to make, filters to delete by, quotas to alter in one request: Kafka's MAX_RECORDS_PER_USER_OP. What filters find stands in the answer. */
export const MAX_ACCESS_CHANGES_PER_REQUEST = 10_000
/** Users, clients and addresses with quotas of their own. */
export const MAX_CLIENT_QUOTAS = 1_000
/** Clients whose bytes are measured at a time, each some hundred bytes. Whoever comes beyond begins anew, as the one that was quiet for longest. */
export const MAX_CLIENT_METERS = 2_000
/** The longest that a client is kept waiting by a quota. Beyond that it would be its own timeouts that it hears of. */
export const MAX_THROTTLE_MS = 60_000
/** A user or a client id in a quota. */
export const MAX_QUOTA_NAME_CHARACTERS = 300

// ---- The cluster ----

/** Nine brokers show three racks of three; each costs state in every partition. */
export const MAX_BROKERS = 9
/** Kafka's reserved.broker.max.id: ids above it are its own to give. */
export const MAX_BROKER_ID = 1_000
/** A rack is a label that is shown beside a broker. */
export const MAX_RACK_CHARACTERS = 100
/** Broker configs that a sandbox is created with. Kafka has about 300 in all. */
export const MAX_BROKER_CONFIGS = 300
/** Configs in one create or alter request; a topic has about 35. */
export const MAX_CONFIGS_PER_REQUEST = 300
/** The length of one config value. The longest honest ones are lists of throttled replicas. */
export const MAX_CONFIG_VALUE_CHARACTERS = 32 * KiB
/** State is held in the object's memory by partition, about a kilobyte each. */
export const MAX_PARTITIONS_PER_CLUSTER = 4_000
export const MAX_PARTITIONS_PER_TOPIC = 1_000
/** A topic without partitions does not exist, so this only bounds names and configs. */
export const MAX_TOPICS = 1_000
/** Stored bytes of one sandbox. A Durable Object holds 10 GB, a free account 5 GB for everybody. */
export const MAX_STORED_BYTES = 1024 * MiB
/** Offsets inside one extent are kept in 32 bits; see durable/engine/log/extents.ts. */
export const EXTENT_OFFSETS = 2 ** 32
/** Extents the key space has room for: 2^53 / 2^32. */
export const MAX_EXTENTS = 2 ** 21

// ---- Compaction and producers, per log ----

/**
 * Producers that all logs of a sandbox know together; each counts in every log that it has written to. One takes up to 700 bytes of memory and
 * stands in every checkpoint, so these take less than 8 of the 128 MB that an object has.
 */
export const MAX_PRODUCERS = 10_000
/**
 * Snapshots of the producers that a log keeps, one a segment, so that truncation need not read the log from its beginning. Together they hold as
 * many producers as a sandbox may know, unless the newest alone holds more.
 */
export const MAX_PRODUCER_SNAPSHOTS = 8
/** The cleaner reads a log in pieces of this size. Larger batches are read one by one. */
export const CLEANER_IO_BYTES = 1 * MiB
/**
 * Bytes that one step of the cleaner rewrites, and bytes of dirty log that one round looks at. What it writes is held in memory until the
 * step is stored; 8 MiB take about 0.2 s and leave room beside everything else in 128 MB. A longer round goes on in the next step.
 */
export const MAX_CLEANED_BYTES_PER_STEP = 8 * MiB
/** Different keys that one round of the cleaner knows. About 150 bytes each; what lies behind is cleaned in the next round. */
export const MAX_CLEANER_KEYS = 100_000

/**
 * Idempotency keys that a sandbox remembers, and for how long: senders retry within minutes, and a day is what Stripe promises and what
 * producer.id.expiration.ms is. A key with its answer is a few hundred bytes in every checkpoint.
 */
export const MAX_IDEMPOTENCY_KEYS = 1_000
export const IDEMPOTENCY_KEY_MS = 24 * 3600 * 1000
/** Stripe's bound; a UUID has 36. */
export const MAX_IDEMPOTENCY_KEY_CHARACTERS = 255
/** Batches in all the answers that are kept for them, about 100 bytes each: a request may write to a thousand partitions. */
export const MAX_IDEMPOTENCY_KEY_BATCHES = 20_000

// ---- The metadata log ----

/**
 * What __cluster_metadata keeps, as metadata.max.retention.bytes does. Kafka keeps 100 MiB; here they are in one object with everything else.
 * 8 MiB are about thirty thousand changes: a long lesson. The log is cut a segment at a time, so a segment is the least Kafka allows.
 */
export const METADATA_LOG_BYTES = 8 * MiB
export const METADATA_LOG_SEGMENT_BYTES = 1 * MiB
/** One batch of metadata. Kafka stops at 8 MiB; here a batch has to fit in a row, with a record of the longest config value on top. */
export const METADATA_BATCH_BYTES = 512 * KiB

// ---- The view of a disk ----

/** One piece of a file on its way to a download, in the object's memory and in the edge's. A batch that is larger comes in several. */
export const MAX_DISK_PIECE_BYTES = 1 * MiB
/** Files in one listing, about a hundred bytes of JSON each. The directory that reaches it is still listed whole. */
export const MAX_LISTED_FILES = 5_000
/** Entries of each index in one answer. A full segment of the usual size has some 250,000. */
export const MAX_LISTED_INDEX_ENTRIES = 1_000

// ---- The journal, and the past that is kept: history-limits.ts ----

export * from './history-limits.ts'

// ---- Transactions ----

/**
 * Transactional ids of a sandbox, and characters of one: each is an entry of some hundred bytes in every checkpoint. Kafka Streams, which names
 * its producers by application and task, stays far below both.
 */
export const MAX_TRANSACTIONAL_IDS = 1_000
export const MAX_TRANSACTIONAL_ID_CHARACTERS = 256

/** Partitions of one transaction: each change of it writes down all of them, so adding them one by one costs the square. */
export const MAX_TRANSACTION_PARTITIONS = 1_000
/** Partitions in all transactions of a sandbox together, about 60 bytes each in every checkpoint. */
export const MAX_OPEN_TRANSACTION_PARTITIONS = 10_000

/** Groups that have offsets in a sandbox, and partitions that each has one of: together they bound what a checkpoint holds. */
export const MAX_GROUPS = 1_000
export const MAX_GROUP_OFFSETS = 1_000
/**
 * Characters that the offsets of all groups together take in a checkpoint, which is written again and again: about 25,000 offsets without metadata, or a
 * thousand with as much metadata as Kafka takes. Without it a thousand groups could hold four gigabytes.
 */
export const MAX_ALL_OFFSETS_CHARACTERS = 4 * 1024 * 1024
/** What one of them takes apart from its topic's name and its metadata: numbers, and the names of the fields. */
export const OFFSET_CHARACTERS = 150

/** Members of one group, however large group.max.size is: the coordinator looks at all of them whenever one joins or goes. */
export const MAX_GROUP_MEMBERS = 2_000
/** A member id is a client id or an instance id with a dash and a UUID behind it. */
export const MAX_MEMBER_ID_CHARACTERS = 512
/**
 * Bytes that all members of a group of the classic protocol together say of themselves (names, protocols and subscriptions), or are assigned:
 * all of it is one record of __consumer_offsets, which Kafka keeps below a mebibyte, and part of every checkpoint.
 */
export const MAX_GROUP_BYTES = 1024 * 1024

/**
 * Characters that the members of all groups together take in a checkpoint, which is written again and again: about ten thousand ordinary members, or two
 * groups that use all of MAX_GROUP_BYTES. Without it a thousand groups could hold three gigabytes.
 */
export const MAX_ALL_MEMBERS_CHARACTERS = 8 * MiB
/** What a member takes apart from its names, and an entry of a list apart from what it names: numbers, and the names of fields. */
export const MEMBER_CHARACTERS = 500
export const MEMBER_ENTRY_CHARACTERS = 40
/** Protocols that a member of a group offers: its assignors, of which Kafka has four. Whoever joins is compared with all the others, protocol by protocol. */
export const MAX_MEMBER_PROTOCOLS = 50

/** How long a leader waits for a transaction before it that is still ending: add.partitions.to.txn.retry.backoff.max.ms of a broker. */
export const ADD_PARTITIONS_RETRY_MS = 100

/**
 * How often our own clients ask again after an answer such as CONCURRENT_TRANSACTIONS before their caller is told, and how long they wait in
 * between: retry.backoff.ms of Kafka's. Those try for a minute; who waits for an HTTP answer would rather decide.
 */
export const MAX_TRANSACTION_TRIES = 5
export const TRANSACTION_RETRY_BACKOFF_MS = 100
/** The oldest unread record of each partition is looked for in so many fetches; beyond that the age of a lag is not known. */
export const MAX_TIME_LAG_FETCHES = 16
/** Of which so much is of one partition: its first batch is enough. */
export const TIME_LAG_PARTITION_BYTES = 16 * KiB
/** A list that is pushed when it changes is not worked out more often than this, however busy the sandbox is. */
export const CHANGE_STREAM_INTERVAL_MS = 250
/** A hosted consumer that waits looks again so often at most, however soon its client would like to. */
export const MIN_CONSUMER_WAIT_MS = 100
/** How long a synchronous commit of a hosted consumer waits for its coordinator: Kafka's own default.api.timeout.ms is a minute. */
export const CONSUMER_COMMIT_MS = 30_000
/** How long a hosted consumer that is closed waits to say goodbye; its session ends by itself. */
export const CONSUMER_CLOSE_MS = 5_000
/** REST v2 forgets an instance that nobody has used for five minutes (consumer.instance.timeout.ms), and never keeps one longer than a session may last. */
export const DEFAULT_CONSUMER_TIMEOUT_MS = 300_000
export const MAX_CONSUMER_TIMEOUT_MS = 1_800_000
/** How long a read waits for records (consumer.request.timeout.ms of the proxy), and one that said nothing about it for partitions. */
export const DEFAULT_CONSUMER_WAIT_MS = 1_000
export const CONSUMER_JOIN_WAIT_MS = 10_000
/** A member over an event stream is given up this long after its connection was last known to be there: Kafka's own session.timeout.ms. */
export const STREAM_CONSUMER_TIMEOUT_MS = 45_000
/** How long a look of a member waits when all is well: a broker that was lost is tried again within it, and nobody would be told of that. */
export const MEMBER_LOOK_WAIT_MS = 300
/** Records that a client on the socket sent back and whose count is remembered with the socket. */
export const MAX_REDELIVERIES = 50
/** How long a look of such a member waits for its group: with the wait behind it there is a ping within 15 seconds. */
export const STREAM_JOIN_WAIT_MS = 4_000
/** How long a member that acknowledges by hand may still do so after it was told that it loses partitions. */
export const REVOKE_GRACE_MS = 5_000
/** Each has its positions and what it knows of its group in the checkpoint, some kilobytes. */
export const MAX_HOSTED_CONSUMERS = 200
/**
 * Bytes that a consumer has fetched and not given away, after which it fetches no more: a compressed batch of kilobytes unpacks to megabytes, and Kafka's
 * own bounds are for what comes over the network. One batch may be larger.
 */
export const MAX_CONSUMER_FETCHED_BYTES = 4 * MiB
/** What all hosted consumers hold so: beyond it those that nobody waits at forget what they fetched, and fetch it again. */
export const MAX_HOSTED_FETCHED_BYTES = 32 * MiB
/**
 * Characters of all of them together: one that reads each of 4,000 partitions takes a mebibyte, and two hundred of those would not fit in the object's
 * memory, let alone in a checkpoint.
 */
export const MAX_HOSTED_CHARACTERS = 8 * MiB
/** A client names the record that it has processed, and the group goes on behind it: that has to be an integer without loss too. */
export const MAX_PROCESSED_OFFSET = Number.MAX_SAFE_INTEGER - 1
/** A group's id is a name too, and as long as a transactional one. */
export const MAX_GROUP_ID_CHARACTERS = 256
/** Member ids, instance ids, racks and client ids of members: names, like the group's. */
export const MAX_MEMBER_NAME_CHARACTERS = 256
/** A regular expression that stands for topics: it is tried on each of them. */
export const MAX_SUBSCRIBED_REGEX_CHARACTERS = 256
/** Transactional ids that one socket holds; they must fit in the attachment beside its subscriptions. */
export const MAX_TRANSACTIONAL_IDS_PER_SOCKET = 16

// ---- Faults and time ----

/** How long a client waits for a broker that does not answer: request.timeout.ms of Kafka's own clients. */
export const REQUEST_TIMEOUT_MS = 30_000
/** Faults in force at once. A lesson uses a handful; each is looked at for every message between nodes. */
export const MAX_FAULTS = 100
/** The longest a fault may last, and the furthest the clock may be moved in one call: a year shows every retention there is. */
export const MAX_CLOCK_ADVANCE_MS = 366 * 24 * 3600 * 1000
/** Timers that one move of the clock may fire before it stops and says so: what is left fires with the next call. */
export const MAX_TIMERS_PER_ADVANCE = 10_000
/** Steps that may follow from one input. A settled cluster takes a few a partition; more means that two rules undo each other. */
export const MAX_STEPS_PER_INPUT = 200_000
/** The longest a fault may delay a message or a write: longer than any timeout of Kafka's defaults, short enough that what waits is found again. */
export const MAX_FAULT_LATENCY_MS = 10 * 60 * 1000
/** How many requests one fault may answer wrongly before it is over. */
export const MAX_FAULT_COUNT = 1_000_000
/** Events in one page, and in one answer of the object to a reader that follows. An event is about a kilobyte of JSON with its sentences. */
export const MAX_EVENTS_PER_PAGE = 1_000
/**
 * How long a client is kept waiting by the world's clock. The cluster's may be held, and then no deadline in it ever comes; proxies between
 * us and the client give up at about 100 s.
 */
export const MAX_PARKED_MS = 60_000
/**
 * How long a member that comes over a connection of its own waits for its group. Its group's timers end that wait, after max.poll.interval.ms at most,
 * and so does the end of the connection; this is for a clock that is held. The longest session that brokers allow (group.max.session.timeout.ms).
 */
export const MAX_GROUP_WAIT_MS = 30 * 60 * 1000
/** Requests that wait at once: what a paused broker or a held clock makes the object keep. Kafka's brokers queue 500 (queued.max.requests). */
export const MAX_PARKED_REQUESTS = 2_000
/** Bytes of their record batches. They stay in the object's memory, of which there are 128 MB for everything. */
export const MAX_PARKED_BYTES = 16 * MiB

// ---- Consumers ----

/** How long close waits for the last commit and the goodbye: Kafka's default. */
export const CLOSE_TIMEOUT_MS = 30_000

// ---- Simulated applications. All that they have in memory is in the cluster's state, and so in every checkpoint. ----

/** Applications of one sandbox, without the producers of handlers. Each is looked at after every step; a lesson has one to four. */
export const MAX_APPS = 5
/** Every record is a wake of the object or two, and a handful of events; nobody can watch more than this. */
export const MAX_APP_RECORDS_PER_SECOND = 50
/**
 * Records that one process makes before it closes. It bounds what a sandbox does for nobody, and what a server that was off for a day has to
 * make up for when it is on again: a record is about 2.5 KB of journal and 0.2 ms.
 */
export const MAX_APP_RECORDS = 5_000
/** buffer.memory of a simulated producer, and the default: 32 batches of the default batch.size. Kafka's default is 32 MiB. */
export const MAX_APP_BUFFER_BYTES = 512 * KiB
/** What a simulated consumer fetches at once: it lies in the state, and in the journal, until it is polled. */
export const MAX_APP_FETCH_BYTES = 64 * KiB
/** Topics and partitions that it names, and how long its handler takes for one record. */
export const MAX_APP_READS = 100
export const MAX_APP_PROCESSING_MS = 3_600_000
/** Before a record that its handler threw on is polled again: without a pause a poison pill would spin. */
export const APP_RETRY_PAUSE_MS = 1_000
/** Records that an application's trace holds, about 300 bytes each. The counts go on beyond it. */
export const MAX_APP_TRACE = 500
/** What a template may give. Larger than the default batch.size of no client. */
export const MAX_APP_VALUE_CHARACTERS = 16 * KiB
export const MAX_APP_HEADER_CHARACTERS = 1 * KiB
/** The same key again is what a key distribution shows; each draw of a rank walks over them. */
export const MAX_APP_KEYS = 1_000
export const MAX_APP_HEADERS = 16
export const MAX_APP_INTERCEPTORS = 8
/** Rows of a table that routes by a header. */
export const MAX_APP_ROUTES = 16
export const MAX_APP_NAME_CHARACTERS = 100
/** Entries in one page of a partition's delivery: each batch among them is read from storage. */
export const MAX_DELIVERY_PAGE = 1_000

// ---- Patterns of applications: what a handler has in memory is in every checkpoint ----

/** Levels of a retry or a delay, each a topic that is read. RocketMQ, which made such levels known, has 18. */
export const MAX_PATTERN_LEVELS = 18
/** Attempts on a record where it is: its partition waits all the while. */
export const MAX_PATTERN_ATTEMPTS = 100
/** Messages that an application has handed to its producer at once: well below MAX_APP_TRACE, in which it finds what became of them. */
export const MAX_APP_FORWARDING = 100
/** Slots of a timing wheel. Kafka's purgatory has 20; more than a thousand is a list, and not a wheel. */
export const MAX_WHEEL_SLOTS = 1_000
/** A tick of a timing wheel: what is longer is better done with a level topic. */
export const MAX_WHEEL_TICK_MS = 3600 * 1000
/** Records that a timing wheel holds, and the characters in them. When it is full its partitions wait, and nothing is lost. */
export const MAX_HELD_RECORDS = 500
export const MAX_HELD_CHARACTERS = 256 * KiB
/** How often a record may be handed on. Two applications that route to each other would do it for ever, all in one instant. */
export const MAX_RECORD_FORWARDS = 64
/** Applications that a record's trace names: the newest. A hop is about eighty bytes, and goes wherever the record goes. */
export const MAX_RECORD_HOPS = 32
/** Ends of traced records that an application shows. */
export const MAX_TRACED_ENDS = 50
/** What an audit tells apart: producers, stretches of numbers without a gap for each, and windows of time. */
export const MAX_AUDIT_SOURCES = 16
export const MAX_AUDIT_RANGES = 200
export const MAX_AUDIT_WINDOWS = 100

// ---- Events ----

/** Characters of journal that one page of events is read from, so that it fits in one answer; a single row may hold as much again. */
export const MAX_EVENT_PAGE_CHARACTERS = 2 * MiB
