// One line of JSON an event, for the people who run the service. Never a payload, never a key.

export function logBroken(cause: unknown): void {
  console.error(JSON.stringify({ event: 'step.broken', cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }))
}

export function logFailedRequest(cause: unknown): void {
  console.error(JSON.stringify({ event: 'request.failed', cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }))
}

export function logFailedArchive(sandboxId: string, cause: unknown): void {
  console.error(
    JSON.stringify({ event: 'archive.failed', sandboxId, cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  )
}
