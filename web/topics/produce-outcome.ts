// What became of records that were sent by hand. The answer's status says nothing of it: each record has a report of its own.

type Report = {
  readonly error_code?: number
  readonly message?: string
  readonly partition_id?: number
  readonly offset?: number
}

type BatchReports = { readonly successes: readonly Report[]; readonly failures: readonly Report[] }

export type ProduceOutcome = {
  readonly stored: readonly { readonly partition: number; readonly offset: number }[]
  readonly refused: readonly { readonly code: number; readonly message: string }[]
}

export function outcomeOf(value: unknown): ProduceOutcome {
  const reports = reportsOf(value)
  const stored = reports.flatMap(({ partition_id: partition, offset }) =>
    partition === undefined || offset === undefined ? [] : [{ partition, offset }],
  )
  const refused = reports.flatMap(({ partition_id: partition, error_code: code = 0, message = '' }) =>
    partition === undefined ? [{ code, message }] : [],
  )
  return { stored, refused }
}

function reportsOf(value: unknown): readonly Report[] {
  if (typeof value !== 'object' || value === null) return []
  if (!('successes' in value)) return [value]
  const { successes, failures } = value as BatchReports
  return [...successes, ...failures]
}
