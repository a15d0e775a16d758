// Every message of every API in every version: what is written is read again, takes the bytes it should, and is written the same once more.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allMessages } from '../../../test/support/all-messages.ts'
import { arbitraryMessage } from '../../../test/support/arbitrary-message.ts'
import { messageSize } from '../../../test/support/message-size.ts'
import { versionRange } from '../message/message-definition.ts'
import type { MessageDefinition, WrittenMessageOf } from '../message/message-definition.ts'
import { layoutOf } from '../message/message-layout.ts'
import { decodeMessage } from '../message/read-message.ts'
import { encodeMessage } from '../message/write-message.ts'
import { requestHeader } from './request-frame.ts'

const definitions: readonly MessageDefinition[] = [
  requestHeader,
  ...(await allMessages()).flatMap(({ request, response }) => [request, response]),
]

/** Also the newest version that a broker does not offer yet. */
function versionsOf({ validVersions }: MessageDefinition): number[] {
  const { lowest, highest } = versionRange(validVersions)
  return Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index)
}

describe.each(definitions.map((definition) => [definition.name, definition] as const))('%s', (_, definition) => {
  it.each(versionsOf(definition))('goes there and back in version %i', (version) => {
    fc.assert(
      fc.property(arbitraryMessage(definition, version), (message) => {
        const bytes = encodeMessage(definition, version, message as WrittenMessageOf<MessageDefinition>)
        expect(bytes).toHaveLength(messageSize(definition, version, message))
        expect(bytes.length).toBeGreaterThanOrEqual(layoutOf(definition, version)?.leastBytes ?? 0)
        const read = decodeMessage(definition, version, bytes)
        expect(read).toEqual(message)
        expect(encodeMessage(definition, version, read)).toEqual(bytes)
      }),
      { numRuns: 30 },
    )
  })
})
