// Work that happens every so often counts from when the cluster was made, so that nobody has to keep a tick running: when there is something to
// do, this says when the next round would have found it.

/** The first round after a moment, milliseconds. */
export function nextTickAfter(startMs: number, intervalMs: number, afterMs: number): number {
  return startMs + (Math.floor(Math.max(0, afterMs - startMs) / intervalMs) + 1) * intervalMs
}
