// Server-sent events, read from a fetch: EventSource can send no key in a header, and a key in an address ends up in logs.

export type StreamedEvent = { readonly event: string; readonly id: string | null; readonly data: string }

/** Cuts text into events as it comes. What is not whole yet waits for the rest. */
export class EventStreamParser {
  #rest = ''

  push(text: string): StreamedEvent[] {
    const parts = (this.#rest + text).split('\n\n')
    this.#rest = parts.pop() ?? ''
    return parts.flatMap((part) => eventOf(part) ?? [])
  }
}

function eventOf(text: string): StreamedEvent | null {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''))
  }
  const data = fields.get('data')
  return data === undefined ? null : { event: fields.get('event') ?? 'message', id: fields.get('id') ?? null, data }
}
