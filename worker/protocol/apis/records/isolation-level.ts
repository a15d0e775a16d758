// How much of open transactions a reader wants to see, as the protocol numbers it.
// Source: org.apache.kafka.common.IsolationLevel.
import { MalformedMessageError } from '../../../../schema/kafka/message/message-reader.ts'
import type { IsolationLevel } from '../../../../schema/kafka/requests/fetch.ts'

const LEVELS: readonly (IsolationLevel | undefined)[] = ['read_uncommitted', 'read_committed']

/** Throws MalformedMessageError for a number that stands for nothing. */
export function isolationLevelOf(id: number): IsolationLevel {
  const level = LEVELS[id]
  if (level === undefined) throw new MalformedMessageError(`there is no isolation level ${id}`)
  return level
}
