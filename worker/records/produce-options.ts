// What a produce request says besides its records: acks and timeout in the URL, strictness in the Prefer header.
import * as z from 'zod'
import { brokerParameter } from './broker-parameter.ts'

/** Kafka's own default of request.timeout.ms for producers. */
const DEFAULT_TIMEOUT_MS = 30_000

export const produceQuery = z.object({
  acks: z.enum(['0', '1', 'all', '-1']).optional().meta({
    description:
      'How many replicas must have the records before the answer: 0 (no answer is waited for, offsets are -1), 1, or all (the default).',
  }),
  timeout_ms: z.coerce
    .number()
    .int()
    .min(0)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'How long the leader may wait for other replicas.' }),
  broker: brokerParameter,
})

export type ProduceOptions = {
  readonly acks: number
  readonly timeoutMs: number
  /** Sends to this broker, whoever leads; null finds the leaders. */
  readonly brokerId: number | null
}

export function produceOptions(query: z.output<typeof produceQuery>): ProduceOptions {
  const acks = query.acks === '0' || query.acks === '1' ? Number(query.acks) : -1
  return { acks, timeoutMs: query.timeout_ms ?? DEFAULT_TIMEOUT_MS, brokerId: query.broker ?? null }
}

/** `Prefer: handling=strict` (RFC 7240) asks for HTTP statuses that tell the truth about the records. */
export function wantsStrictness(request: Request): boolean {
  const prefer = request.headers.get('Prefer')
  return prefer !== null && prefer.split(',').some((preference) => /^\s*handling\s*=\s*"?strict"?\s*$/i.test(preference))
}
