// Keys of a sandbox: making, listing and revoking them.
import * as z from 'zod'
import {
  MAX_KEY_NAME_CHARACTERS,
  MAX_ORIGINS_PER_KEY,
  MAX_ORIGIN_CHARACTERS,
  MAX_TOPIC_PREFIX_CHARACTERS,
  MAX_TTL_SECONDS,
  MIN_TTL_SECONDS,
} from '../limits.ts'

export const scope = z.enum(['admin', 'produce', 'consume', 'observe'])

/** As browsers send it: scheme, host and port, lower case, nothing after it. */
const origin = z
  .string()
  .max(MAX_ORIGIN_CHARACTERS)
  .regex(/^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.[\]:-]+$/, 'An origin is scheme://host or scheme://host:port, in lower case.')

export const createKeyBody = z
  .strictObject({
    name: z.string().min(1).max(MAX_KEY_NAME_CHARACTERS).optional(),
    scopes: z
      .array(scope)
      .min(1)
      .max(scope.options.length)
      .refine((scopes) => new Set(scopes).size === scopes.length, 'A scope is given twice.'),
    topic_prefix: z
      .string()
      .min(1)
      .max(MAX_TOPIC_PREFIX_CHARACTERS)
      .regex(/^[\w.-]+$/, 'A prefix of topic names has letters, digits, dots, underscores and minuses only.')
      .optional()
      .meta({ description: 'The key is only for topics whose names begin with this.' }),
    origins: z
      .array(origin)
      .min(1)
      .max(MAX_ORIGINS_PER_KEY)
      .optional()
      .meta({ description: 'Only pages of these origins may use the key. Browsers enforce that, nobody else does.' }),
    ttl_seconds: z.int().min(MIN_TTL_SECONDS).max(MAX_TTL_SECONDS).optional(),
  })
  .refine(({ scopes, topic_prefix }) => topic_prefix === undefined || !scopes.includes('admin'), {
    message: 'A key with the scope admin could make itself keys for every topic, so it cannot be bound to a prefix.',
    path: ['topic_prefix'],
  })

export type CreateKeyBody = z.output<typeof createKeyBody>

const keyShape = {
  id: z.string(),
  name: z.string().nullable(),
  scopes: z.array(scope),
  topic_prefix: z.string().nullable(),
  origins: z.array(z.string()).nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
}

const key = z.object(keyShape).meta({ id: 'Key' })

export const createdKey = z
  .object({ ...keyShape, key: z.string().meta({ description: 'The key itself. Shown this once.' }) })
  .meta({ id: 'CreatedKey' })

export const keyList = z.object({ data: z.array(key), next: z.string().nullable() }).meta({ id: 'KeyList' })
