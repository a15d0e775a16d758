// The bounds of Kafka's binary protocol, each with its reason: of its messages, of connections, and of what waits on them. Everything else is bounded
// in limits.ts.

const KiB = 1024
const MiB = 1024 * KiB

// ---- Connections ----

/** One request: larger than any produce of the defaults (max.request.size is 1 MiB), small enough that many connections fit in 128 MB. */
export const MAX_KAFKA_FRAME_BYTES = 8 * MiB
/** Fetch sessions of one connection. Clients have one a broker; a second is what is left of one that was not closed. */
export const MAX_FETCH_SESSIONS = 2
/** Partitions of one session, some 300 bytes each: as many as a sandbox has. Whoever names more gets no session, as when Kafka's cache is full. */
export const MAX_FETCH_SESSION_PARTITIONS = 4_000
/**
 * One answer to a fetch, put together at the edge from as many answers of the object as it takes: so every partition gets its share, and an
 * object still sends no more than MAX_FETCH_BYTES at once. A broker's own bound is 55 MiB (fetch.max.bytes); here many connections share 128 MB.
 */
export const MAX_WIRE_FETCH_BYTES = 4 * MiB
/** Records at fault that one partition's answer names, about 150 bytes each. The others fail with their batch all the same. */
export const MAX_RECORD_ERRORS = 100
/** Bytes that are read from a client by TCP at once: what an idle connection holds in memory, and what a busy one does. */
export const SMALLEST_PIECE_BYTES = 4 * KiB
export const LARGEST_PIECE_BYTES = 256 * KiB
/** Resources in one DescribeConfigs: all topics and all brokers of the largest sandbox. Each is answered with some hundred times its own size. */
export const MAX_DESCRIBED_RESOURCES = 1_024
/** A connection on which nothing has moved for so long is closed: connections.max.idle.ms of a broker. A half frame that stays one is such a one. */
export const CONNECTIONS_MAX_IDLE_MS = 600_000
/** How long a connection to a broker that is down waits for the first byte of its client, which then is refused at once. Clients speak first. */
export const REFUSED_CONNECTION_MS = 5_000
/**
 * How long the edge may answer the heartbeats of a member in its coordinator's place before one has to come through again: a line whose edge is gone
 * without a trace keeps a member alive for so long, as a broker keeps a connection whose client is gone.
 */
export const VOUCH_MS = 600_000
/** The longest metadata, as JSON, that a connection keeps so as not to ask for it again: some two hundred partitions. Most clients ask every five minutes. */
export const MAX_HELD_LOOK_CHARACTERS = 64 * KiB
/** Produce requests of one connection that are carried out before the first is answered. Clients send 5 unless they are told otherwise. */
export const MAX_PIPELINED_REQUESTS = 16
/** What a client says in one step of SASL: the longest key (8,192 characters) with room for its name. */
export const MAX_SASL_TOKEN_BYTES = 16 * KiB
/**
 * What either end of a bridge's WebSocket has sent and not heard of: several requests of the largest usual size, and as much as a line of 40 MB/s
 * holds in a tenth of a second.
 */
export const BRIDGE_WINDOW_BYTES = 4 * MiB
/** What a message costs whoever holds it, beside its bytes: a flood of tiny ones must not be free. */
export const BRIDGE_MESSAGE_OVERHEAD_BYTES = 256
/**
 * Requests of one WebSocket that have come and are not begun: a window and a frame, which a client that keeps to the window never passes. The edge
 * cannot stop a WebSocket from delivering, so whoever sends more is cut off.
 */
export const MAX_QUEUED_SOCKET_BYTES = 16 * MiB
/**
 * Answers to a WebSocket that confirms nothing. Nobody can tell whether it reads, and the edge's memory is where the unread lie; so it is closed at
 * this many bytes, as a broker closes a connection that has been open for long, and Kafka's clients connect again.
 */
export const MAX_UNCONFIRMED_SOCKET_BYTES = 32 * MiB

// ---- Messages ----

/**
 * Elements that all arrays of one message may hold together. Metadata of 4,000 partitions with nine replicas is about 110,000; an element
 * is some hundred bytes of memory when it is read, and one byte can announce it.
 */
export const MAX_ELEMENTS_PER_MESSAGE = 250_000
/**
 * Of a request, which goes on to the object and is answered there element by element: a fetch of all partitions of a sandbox, with as many to forget,
 * has 10,000, and the creation of a thousand topics with their configs twice that.
 */
export const MAX_ELEMENTS_PER_REQUEST = 50_000
