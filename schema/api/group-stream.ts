// Being a member of a group over server-sent events.
import * as z from 'zod'
import { isolation } from './isolation.ts'

export const streamQuery = z.object({
  topics: z.string().optional().meta({ description: 'What the member subscribes to, such as `orders,bills`. It has to be there.' }),
  ack: z
    .enum(['auto', 'manual'])
    .optional()
    .meta({ description: 'Whether what was sent is committed (`auto`, the default), or only what is acknowledged.' }),
  from: z.string().optional().meta({
    description: 'Where to begin when the group has committed nothing: `latest` (default), `earliest`, `none`, `by_duration:PT1H`.',
  }),
  isolation: isolation.optional(),
  as: z
    .enum(['json', 'string', 'binary'])
    .optional()
    .meta({ description: 'Show keys and values as this type where they can be shown so.' }),
  instance_id: z.string().optional().meta({ description: 'Makes it a static member (KIP-345).' }),
  assignor: z.string().optional().meta({ description: 'Such as `cooperative-sticky`.' }),
})

export const streamAckBody = z.strictObject({ cursor: z.string().max(65_536).meta({ description: 'The `id` of a `record` event.' }) })
