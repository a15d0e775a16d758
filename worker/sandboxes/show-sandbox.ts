// A sandbox as /v1 shows it: where it is reached, and five command lines that work.
import type { SandboxFacts } from '../../durable/shell/rpc.ts'

type Shown = {
  readonly id: string
  readonly name: string
  readonly created_at: string
  readonly expires_at: string | null
  readonly brokers: readonly { readonly id: number; readonly rack: string | null }[]
  readonly urls: Readonly<Record<'page' | 'v1' | 'v2' | 'v3' | 'socket' | 'kafka', string>>
  readonly curl: readonly string[]
}

/** `key` goes into the command lines: the owner's for who just made the sandbox, else the one that was presented. */
export function showSandbox(facts: SandboxFacts, origin: string, key: string): Shown {
  return {
    id: facts.sandboxId,
    name: facts.name,
    created_at: isoTime(facts.createdMs),
    expires_at: facts.expiresMs === null ? null : isoTime(facts.expiresMs),
    brokers: facts.brokers.map(({ brokerId, rack }) => ({ id: brokerId, rack })),
    urls: urlsOf(facts, origin),
    curl: curlLines(`${origin}/v3/clusters/${facts.sandboxId}`, key),
  }
}

export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function urlsOf({ sandboxId, brokers }: SandboxFacts, origin: string): Shown['urls'] {
  const socketOrigin = origin.replace(/^http/, 'ws')
  const v1 = `/v1/sandboxes/${sandboxId}`
  return {
    page: `${origin}/s/${sandboxId}`,
    v1: `${origin}${v1}`,
    v2: `${origin}/v2/clusters/${sandboxId}`,
    v3: `${origin}/v3/clusters/${sandboxId}`,
    socket: `${socketOrigin}${v1}/socket`,
    kafka: `${socketOrigin}${v1}/brokers/${brokers[0]?.brokerId ?? 1}/kafka`,
  }
}

/** Create a topic, produce one record, produce two in one body, read everything, follow what comes. */
function curlLines(cluster: string, key: string): string[] {
  const topics = `${cluster}/topics`
  const records = `${topics}/orders/records`
  const authorization = `-H 'Authorization: Bearer ${key}'`
  const jsonBody = `-H 'Content-Type: application/json' -d`
  return [
    `curl ${authorization} ${jsonBody} '{"topic_name":"orders","partitions_count":3}' ${topics}`,
    `curl ${authorization} ${jsonBody} '{"key":{"type":"STRING","data":"ada"},"value":{"type":"STRING","data":"two coffees"}}' ${records}`,
    `curl ${authorization} ${jsonBody} '{"value":{"type":"JSON","data":{"item":"tea"}}} {"value":{"type":"JSON","data":{"item":"cake"}}}' ${records}`,
    `curl ${authorization} -H 'Accept: application/x-ndjson' ${records}`,
    `curl -N ${authorization} -H 'Accept: text/event-stream' ${records}`,
  ]
}
