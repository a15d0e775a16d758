// The line that each client of the binary protocol has to the object, in workerd: what ends with it.
import { describe, expect, it } from 'vitest'
import { CALLER, makeSandbox } from '../test/support/object.ts'
import type { Opened } from '../test/support/object.ts'
import { JOINING } from '../test/support/wire-group.ts'

const CONNECTION = 'a-line'

async function openLine({ stub }: Opened, brokerId: number): Promise<WebSocket> {
  const query = new URLSearchParams({ keyId: CALLER.keyId, broker: String(brokerId), connection: CONNECTION })
  const { webSocket } = await stub.fetch(`https://object/kafka?${query.toString()}`, { headers: { Upgrade: 'websocket' } })
  if (webSocket === null) throw new Error('The line was refused.')
  webSocket.accept()
  return webSocket
}

/** Waits for its group, whose clock stands still. */
async function join({ sandbox }: Opened, brokerId: number) {
  const request = { ...JOINING, clientId: 'c', clientHost: '/127.0.0.1', apiVersion: 3, groupInstanceId: null, reason: null }
  const outcome = await sandbox.kafka({ ...CALLER, connectionId: CONNECTION }, { api: 'JoinGroup', request }, brokerId)
  if (!outcome.ok) throw new Error(outcome.message)
  return outcome.value
}

async function coordinatorOf({ sandbox }: Opened): Promise<number> {
  const outcome = await sandbox.kafka(CALLER, { api: 'FindCoordinator', request: { keyType: 'GROUP', coordinatorKeys: ['g'] } })
  return outcome.ok ? (outcome.value.response.coordinators[0]?.nodeId ?? -1) : -1
}

describe('a line to a broker', () => {
  it('ends what its client waits for when it is closed', async () => {
    const opened = await makeSandbox({ clock: 'manual' })
    const brokerId = await coordinatorOf(opened)
    const line = await openLine(opened, brokerId)
    const joining = join(opened, brokerId)
    line.close(1000, 'done')
    expect(await joining).toMatchObject({ isUnheard: true })
  })

  it('ends with its broker, and so does what its client waits for', async () => {
    const opened = await makeSandbox({ clock: 'manual' })
    const brokerId = await coordinatorOf(opened)
    const line = await openLine(opened, brokerId)
    const closed = new Promise<number>((resolve) => line.addEventListener('close', ({ code }) => resolve(code)))
    const joining = join(opened, brokerId)
    await opened.sandbox.act(CALLER, { kind: 'node', nodeId: brokerId, action: 'kill' })
    expect(await joining).toMatchObject({ isUnheard: true })
    expect(await closed).toBe(4503)
  })

  it('ends with its key, and so does what its client waits for', async () => {
    const opened = await makeSandbox({ clock: 'manual' })
    const brokerId = await coordinatorOf(opened)
    await openLine(opened, brokerId)
    const joining = join(opened, brokerId)
    await opened.sandbox.revokeKey(CALLER, CALLER.keyId)
    expect(await joining).toMatchObject({ isUnheard: true })
  })
})
