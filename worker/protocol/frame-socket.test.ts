// The protocol over a WebSocket: sizes in front or not, and what keeps either end from being buried.
import { beforeEach, describe, expect, it } from 'vitest'
import { apiVersionsMessages } from '../../schema/kafka/protocol/messages/api-versions.ts'
import { flowBytes } from '../../schema/kafka/protocol/confirmed-flow.ts'
import { FRAME_SIZE_BYTES } from '../../schema/kafka/protocol/response-frame.ts'
import {
  BRIDGE_WINDOW_BYTES,
  MAX_KAFKA_FRAME_BYTES,
  MAX_QUEUED_SOCKET_BYTES,
  MAX_UNCONFIRMED_SOCKET_BYTES,
} from '../../schema/protocol-limits.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import { clientOf, doorOf, readResponse, requestFrame } from '../../test/support/wire.ts'
import { FrameSocket } from './frame-socket.ts'
import type { WireClient } from './wire-client.ts'

const edge = new MemoryEdge()
const ASKED = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
let client: WireClient

/** A socket whose other end is the test. */
class TestEnd {
  readonly sent: Uint8Array[] = []
  readonly texts: string[] = []
  closeCode: number | null = null
  readonly frames: FrameSocket
  #wanted: (() => void) | null = null

  constructor(isConfirmed: boolean) {
    this.frames = new FrameSocket(client, this, isConfirmed)
  }

  send(message: Uint8Array | string): void {
    if (typeof message === 'string') this.texts.push(message)
    else this.sent.push(message)
    this.#wanted?.()
  }

  close(code: number): void {
    this.closeCode ??= code
    this.#wanted?.()
  }

  receive(message: Uint8Array): void {
    this.frames.onMessage(message.slice().buffer)
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#wanted = resolve
      })
    }
  }

  /** All that is waiting is carried out: the answers to it come in the order of the requests. */
  async answers(count: number): Promise<void> {
    await this.until(() => this.sent.length >= count || this.closeCode !== null)
  }
}

function apiVersions(correlationId: number): Uint8Array {
  return requestFrame(apiVersionsMessages, 3, ASKED, { correlationId })
}

function sized(frame: Uint8Array): Uint8Array {
  const message = new Uint8Array(FRAME_SIZE_BYTES + frame.length)
  new DataView(message.buffer).setInt32(0, frame.length)
  message.set(frame, FRAME_SIZE_BYTES)
  return message
}

function correlationIdOf(frame: Uint8Array): number {
  return new DataView(frame.buffer, frame.byteOffset).getInt32(0)
}

const answerBytes = async (): Promise<number> => {
  const end = new TestEnd(false)
  end.receive(apiVersions(1))
  await end.answers(1)
  return end.sent[0]?.length ?? 0
}

beforeEach(async () => {
  client = await clientOf(await doorOf(edge, await edge.sandbox({ seed: 1 })))
})

describe('a frame a message', () => {
  it('is answered without a size when it came without one', async () => {
    const end = new TestEnd(false)
    end.receive(apiVersions(5))
    await end.answers(1)
    expect(correlationIdOf(end.sent[0]!)).toBe(5)
  })

  it('is answered with a size when it came with one', async () => {
    const end = new TestEnd(false)
    end.receive(sized(apiVersions(6)))
    await end.answers(1)
    const { correlationId, message } = readResponse(apiVersionsMessages, 3, end.sent[0]!)
    expect({ correlationId, errorCode: message.errorCode }).toEqual({ correlationId: 6, errorCode: 0 })
  })

  it('is answered in order', async () => {
    const end = new TestEnd(false)
    for (let id = 0; id < 20; id++) end.receive(apiVersions(id))
    await end.answers(20)
    expect(end.sent.map(correlationIdOf)).toEqual(Array.from({ length: 20 }, (_, id) => id))
  })

  it('ends the connection when it is half a frame, text, too large, or nothing that is known', async () => {
    const wrong = [apiVersions(1).subarray(0, 5), new Uint8Array(0), new Uint8Array([0x7f, 0xff, 0, 0, 0, 0, 0, 0])]
    for (const message of [...wrong, new Uint8Array(MAX_KAFKA_FRAME_BYTES + FRAME_SIZE_BYTES + 1)]) {
      const end = new TestEnd(false)
      end.receive(message)
      await end.answers(1)
      expect(end.closeCode).toBe(1000)
    }
    const end = new TestEnd(false)
    end.frames.onMessage('hello')
    expect(end.closeCode).toBe(1000)
  })
})

describe('what waits', () => {
  it('is bounded: who sends without end is cut off', async () => {
    const end = new TestEnd(false)
    const large = new Uint8Array(MAX_KAFKA_FRAME_BYTES)
    large.set(apiVersions(1))
    for (let sent = 0; sent <= MAX_QUEUED_SOCKET_BYTES; sent += large.length) end.receive(large)
    expect(end.closeCode).toBe(4413)
  })

  it('is confirmed to a client that confirms, once it was taken', async () => {
    const end = new TestEnd(true)
    const large = new Uint8Array(BRIDGE_WINDOW_BYTES / 4)
    large.set(apiVersions(1))
    end.receive(large)
    await end.until(() => end.texts.length > 0)
    expect(end.texts).toEqual([`taken ${flowBytes(large.length)}`])
  })
})

describe('answers', () => {
  it('wait for a client that confirms to take those before them', async () => {
    const end = new TestEnd(true)
    const fitting = Math.ceil(BRIDGE_WINDOW_BYTES / flowBytes(await answerBytes()))
    for (let id = 0; id <= fitting; id++) end.receive(apiVersions(id))
    await end.answers(fitting)
    expect(end.sent).toHaveLength(fitting)
    const taken = end.sent.reduce((bytes, frame) => bytes + flowBytes(frame.length), 0)
    end.frames.onMessage(`taken ${taken}`)
    await end.answers(fitting + 1)
    expect(end.sent).toHaveLength(fitting + 1)
  })

  it('end when the client confirms what it was not sent', async () => {
    const end = new TestEnd(true)
    end.frames.onMessage('taken 1')
    expect(end.closeCode).toBe(1000)
  })

  it('are given to a client that confirms nothing up to a bound, and then it has to connect again', async () => {
    const end = new TestEnd(false)
    const bearable = Math.ceil(MAX_UNCONFIRMED_SOCKET_BYTES / flowBytes(await answerBytes()))
    for (let id = 0; end.closeCode === null; id++) {
      end.receive(apiVersions(id))
      await end.answers(id + 1)
    }
    expect(end.closeCode).toBe(4429)
    expect(Math.abs(end.sent.length - bearable)).toBeLessThanOrEqual(1)
  })

  it('have nowhere to go when the client has gone, and nothing waits for ever', async () => {
    const end = new TestEnd(true)
    const fitting = Math.ceil(BRIDGE_WINDOW_BYTES / flowBytes(await answerBytes()))
    for (let id = 0; id <= fitting; id++) end.receive(apiVersions(id))
    await end.answers(fitting)
    end.frames.onClose()
    await end.until(() => end.closeCode !== null)
    expect(end.sent).toHaveLength(fitting)
  })
})
