// The lag of a group as the server pushes it: the only source of how old the oldest unread record is. EventSource cannot send a key in a
// header, so the stream is read by hand.
import type { SandboxSession } from '../data/session.ts'

export type TimeLags = ReadonlyMap<string, number | null>

const RETRY_MS = 5_000

type ShownLags = {
  readonly data?: readonly { readonly topic_name: string; readonly partition_id: number; readonly time_lag_ms: number | null }[]
}

/** Calls back with each list, and again after the line broke. Returns how to stop. */
export function followTimeLags(session: SandboxSession, groupId: string, onLags: (lags: TimeLags) => void): () => void {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const follow = async (): Promise<void> => {
    try {
      await readStream(session, groupId, abort.signal, onLags)
    } catch {
      // The line broke, or the page was left. The rest of the page says so; here it is only tried again.
    }
    if (!abort.signal.aborted) timer = setTimeout(() => void follow(), RETRY_MS)
  }
  void follow()
  return () => {
    abort.abort()
    clearTimeout(timer)
  }
}

async function readStream(session: SandboxSession, groupId: string, signal: AbortSignal, onLags: (lags: TimeLags) => void): Promise<void> {
  const headers: Record<string, string> = { Accept: 'text/event-stream' }
  if (session.api.key !== null) headers['Authorization'] = `Bearer ${session.api.key}`
  const response = await fetch(session.v3(`/consumer-groups/${encodeURIComponent(groupId)}/lags`), { headers, signal })
  if (!response.ok || response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const lags = timeLagsIn(block)
      if (lags !== null) onLags(lags)
    }
  }
}

/** One block of an event stream: null for anything but a list of lags. */
export function timeLagsIn(block: string): TimeLags | null {
  const lines = block.split(/\r?\n/)
  if (!lines.includes('event: lags')) return null
  const data = lines.flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trimStart()] : [])).join('\n')
  const shown = JSON.parse(data) as ShownLags
  return new Map((shown.data ?? []).map((lag) => [`${lag.topic_name}-${lag.partition_id}`, lag.time_lag_ms]))
}
