// How long a client waits before it tries again.

/** ExponentialBackoff without its jitter, so that a story is told the same way each time. */
export function backoffMs(initialMs: number, maxMs: number, failures: number): number {
  return Math.min(initialMs * 2 ** Math.min(failures, 30), Math.max(initialMs, maxMs))
}
