// Consumers that live in the cluster's object in the place of a client that cannot keep one: instances of REST v2, and members of a group over
// server-sent events or the JSON socket. What is kept is a consumer client as plain data, and who may use it.
import type { ClusterView } from '../cluster.ts'
import type { Consumer } from '../consumer/consumer.ts'
import type { DeepReadonly } from '../deep-readonly.ts'

/** Who is on the other side: for people, and for the bounds of each. */
export type HostedDoor = 'rest' | 'stream' | 'socket'

export type HostedConsumer = {
  readonly groupId: string
  /** Unique in its group: the instance id of REST v2. */
  readonly name: string
  readonly door: HostedDoor
  /** What its door wants to remember of it, such as the embedded format. The cluster never looks into it. */
  readonly options: Readonly<Record<string, string>>
  /** Of the key that made it: a key for other topics does not find it. */
  readonly topicPrefix: string
  /** It goes when nobody has used it for so long. */
  readonly timeoutMs: number
  /** When it was last used, as far as that was written down: see expiryMs. */
  readonly usedMs: number
  /** Without what was fetched and not given away: that is fetched again. */
  readonly consumer: Consumer
  /** What `consumer` takes in a checkpoint. Absent in what was stored before it counted. */
  readonly characters?: number
}

export type HostedName = { readonly groupId: string; readonly name: string }

/** Neither group ids nor names may hold this character. */
export function hostedKey({ groupId, name }: HostedName): string {
  return `${groupId}\0${name}`
}

/**
 * When it expires unless somebody uses it. A use costs no write: the cluster only remembers it (consumerUses) until it is loaded again, and then
 * waits for one timeout more, since the last use that was written down may be one timeout old.
 */
export function expiryMs({ consumerUses }: ClusterView, hosted: DeepReadonly<HostedConsumer>): number {
  const { usedMs, timeoutMs } = hosted
  const rememberedMs = consumerUses.get(hostedKey(hosted))
  return rememberedMs === undefined ? usedMs + 2 * timeoutMs : Math.max(rememberedMs, usedMs) + timeoutMs
}

/** Whether a use at this time has to be written down. */
export function mustNoteUse({ usedMs, timeoutMs }: Pick<HostedConsumer, 'usedMs' | 'timeoutMs'>, nowMs: number): boolean {
  return nowMs - usedMs >= timeoutMs
}
