// Which topics a key may see: those with its prefix. Lists leave the others out, as Kafka leaves out what a client may not describe.
import type { Principal } from '../keys/principal.ts'

export function mayName({ topicPrefix }: Pick<Principal, 'topicPrefix'>, topicName: string): boolean {
  return topicPrefix === null || topicName.startsWith(topicPrefix)
}
