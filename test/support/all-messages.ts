// Every message definition of the binary protocol, as the files in schema/kafka/protocol/messages/ export them: tests that are about all of
// them must not forget the one that comes next.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { WireMessages } from '../../schema/kafka/protocol/wire-message.ts'

const folder = join(import.meta.dirname, '../../schema/kafka/protocol/messages')

/** In the order of their API keys. */
export async function allMessages(): Promise<readonly WireMessages[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const modules = await Promise.all(files.map((name) => import(join(folder, name)) as Promise<Record<string, unknown>>))
  const messages = modules.flatMap((module) => Object.values(module).filter(isWireMessages))
  return messages.toSorted((left, right) => left.apiKey - right.apiKey)
}

function isWireMessages(value: unknown): value is WireMessages {
  return typeof value === 'object' && value !== null && 'apiKey' in value && 'request' in value && 'response' in value
}
