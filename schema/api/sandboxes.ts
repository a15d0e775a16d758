// Creating, showing and changing sandboxes.
import * as z from 'zod'
import {
  MAX_BROKERS,
  MAX_BROKER_CONFIGS,
  MAX_BROKER_ID,
  MAX_CONFIG_VALUE_CHARACTERS,
  MAX_RACK_CHARACTERS,
  MAX_SANDBOX_NAME_CHARACTERS,
  MAX_TTL_SECONDS,
  MIN_TTL_SECONDS,
} from '../limits.ts'
import { clockMode } from './clock.ts'

export const sandboxName = z.string().min(1).max(MAX_SANDBOX_NAME_CHARACTERS).meta({ description: 'Shown in lists and pages.' })

export const ttlSeconds = z
  .int()
  .min(MIN_TTL_SECONDS)
  .max(MAX_TTL_SECONDS)
  .nullable()
  .meta({ description: 'Seconds from now until the sandbox is removed. Null keeps it; only a server of your own does that.' })

const broker = z.strictObject({
  id: z.int().min(0).max(MAX_BROKER_ID),
  rack: z.string().min(1).max(MAX_RACK_CHARACTERS).optional(),
})

const brokers = z
  .union([
    z.int().min(1).max(MAX_BROKERS),
    z
      .array(broker)
      .min(1)
      .max(MAX_BROKERS)
      .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'Two brokers have the same id.'),
  ])
  .meta({ description: 'How many brokers (their ids are then 1, 2, …), or the brokers themselves.' })

const configValue = z.union([z.string().max(MAX_CONFIG_VALUE_CHARACTERS), z.number(), z.boolean()])

const configs = z
  .record(z.string(), configValue)
  .refine((given) => Object.keys(given).length <= MAX_BROKER_CONFIGS, `At most ${MAX_BROKER_CONFIGS} configs.`)
  .meta({ description: "Kafka's broker configs, such as `num.partitions` or `auto.create.topics.enable`." })

export const createSandboxBody = z
  .strictObject({
    name: sandboxName.optional(),
    brokers: brokers.optional(),
    configs: configs.optional(),
    ttl_seconds: ttlSeconds.optional(),
    clock: z.strictObject({ mode: clockMode }).optional(),
    seed: z.int().min(0).optional().meta({ description: 'Where all chance inside the cluster comes from: ids, placement, jitter.' }),
    from_snapshot: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/, 'This is no hash of a snapshot.')
      .optional()
      .meta({
        description: 'The hash of a snapshot to begin with. Its brokers, configs, clock and seed hold then, and none may be given.',
      }),
  })
  .refine(
    ({ from_snapshot: hash, brokers: given, configs: others, clock, seed }) =>
      hash === undefined || [given, others, clock, seed].every((value) => value === undefined),
    { error: 'A snapshot brings its own brokers, configs, clock and seed.', path: ['from_snapshot'] },
  )
  .optional()

export type CreateSandboxBody = z.output<typeof createSandboxBody>

export const changeSandboxBody = z.strictObject({ name: sandboxName.optional(), ttl_seconds: ttlSeconds.optional() })

const sandboxShape = {
  id: z.string().meta({ description: 'Also the Kafka cluster id.' }),
  name: z.string(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable().meta({ description: 'Null for a sandbox that stays until it is deleted.' }),
  brokers: z.array(z.object({ id: z.int(), rack: z.string().nullable() })),
  urls: z.object({
    page: z.string(),
    v1: z.string(),
    v2: z.string(),
    v3: z.string(),
    socket: z.string(),
    kafka: z.string(),
  }),
  curl: z.array(z.string()).meta({ description: 'Five lines for bash, to be pasted one after another.' }),
}

export const sandbox = z.object(sandboxShape).meta({ id: 'Sandbox' })

export const createdSandbox = z
  .object({
    ...sandboxShape,
    keys: z.object({
      owner: z.string().meta({ description: 'May do everything. Shown this once.' }),
      observe: z.string().meta({ description: 'Only looks, and may be published. Shown this once.' }),
    }),
  })
  .meta({ id: 'CreatedSandbox' })
