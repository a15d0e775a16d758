// `?broker=`: the broker that a request is sent to, as by a client with old metadata. Without it the leaders are found.
import * as z from 'zod'

export const brokerParameter = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1)
  .optional()
  .meta({ description: 'Send it to this broker, as a client with old metadata would. Without it the leaders are found.' })
