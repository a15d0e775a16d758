// Where in a key the sandbox's id stands, for the edge, which signs keys, and for the command line, which is told a key and nothing else. The
// rest of a key is the edge's own: worker/keys/capability.ts.

/** A prefix that secret scanners find, and URL-safe base64. */
export const KEY_TEXT = /^(samsa_(?:own|obs|key)_)([\w-]+)$/

/** The first byte; the id follows it. */
export const KEY_VERSION = 1
export const SANDBOX_ID_BYTES = 16
