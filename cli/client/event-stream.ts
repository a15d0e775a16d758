// Server-sent events as the API sends them: one line of data each. Source: the HTML standard, 9.2.6.

import { linesOf } from './lines.ts'

/** A record of the largest size with its envelope as JSON is far smaller; what is larger does not come from Samsa. */
const MAX_EVENT_LINE_BYTES = 16 * 1024 * 1024

export type ServerEvent = {
  readonly name: string
  readonly data: string
  /** Where to go on after this event. */
  readonly id: string
}

export async function* eventsOf(stream: AsyncIterable<unknown>): AsyncGenerator<ServerEvent> {
  let fields: Record<string, string> = {}
  for await (const line of linesOf(stream, MAX_EVENT_LINE_BYTES)) {
    const text = line.toString('utf8')
    if (text === '') {
      if (fields['data'] !== undefined) yield { name: fields['event'] ?? 'message', data: fields['data'], id: fields['id'] ?? '' }
      fields = {}
      continue
    }
    const colon = text.indexOf(':')
    fields[text.slice(0, colon)] = text.slice(colon + 1).replace(/^ /, '')
  }
}
