// What `npm start` promises to a person at a terminal: clear errors, a clean end, and that nothing survives it or holds its port.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import kafkajs from 'kafkajs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer, temporaryDirectory, type Server } from '../support/server.ts'

const root = join(import.meta.dirname, '../..')

function getReadySandbox({ origin, sandbox }: Server): Promise<Response> {
  return fetch(`${origin}/v1/sandboxes/${sandbox.id}`, { headers: { authorization: `Bearer ${sandbox.ownerKey}` } })
}

/** Process ids of the workerd below a server, by /proc; null on systems without it. */
function workerdOf(server: Server): number | null {
  if (process.platform !== 'linux') return null
  const isChild = (pid: string): boolean => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return stat.includes('(workerd)') && stat.split(') ')[1]?.split(' ')[1] === String(server.pid)
    } catch {
      // The process has ended since the folder was listed.
      return false
    }
  }
  const found = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isChild(name))
  return found === undefined ? null : Number(found)
}

/** Ends what a failed test has left. A group that is empty, as it should be, cannot be found. */
function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' })
  }
}

describe('npm start', () => {
  it('prints the ready line, then the id, the key and five curl lines', async () => {
    const server = await startServer()
    const lines = server.output().split('\n')
    const first = lines.indexOf(`Samsa ready on ${server.origin}`)
    expect(first).toBeGreaterThanOrEqual(0)
    expect(lines.slice(first)).toContainEqual(expect.stringContaining(server.sandbox.id))
    expect(lines.slice(first)).toContainEqual(expect.stringContaining(server.sandbox.ownerKey))
    expect(lines.filter((line) => line.startsWith('curl '))).toHaveLength(5)
    await server.stop()
  })

  it('makes a sandbox called local that never expires', async () => {
    const server = await startServer()
    const answer = await getReadySandbox(server)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ id: server.sandbox.id, name: 'local', expires_at: null })
    await server.stop()
  })

  it('ends with exit code 0 on Ctrl-C and on SIGTERM, even while a client keeps a connection', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const server = await startServer()
      await getReadySandbox(server)
      await server.kill(signal)
      expect(await server.exited).toEqual({ code: 0, signal: null })
    }
  })

  it('finds the same sandbox again after SIGKILL, on the same port and at once', async () => {
    const first = await startServer()
    await first.kill('SIGKILL')
    const again = await startServer({ dataDir: first.dataDir, port: Number(new URL(first.origin).port) })
    expect(again.origin).toBe(first.origin)
    expect(again.sandbox).toEqual(first.sandbox)
    expect((await getReadySandbox(again)).status).toBe(200)
    await again.stop()
  })

  it('makes a new sandbox when the old one was deleted', async () => {
    const first = await startServer()
    const headers = { authorization: `Bearer ${first.sandbox.ownerKey}` }
    await fetch(`${first.origin}/v1/sandboxes/${first.sandbox.id}`, { method: 'DELETE', headers })
    await first.stop()
    const again = await startServer({ dataDir: first.dataDir })
    expect(again.sandbox.id).not.toBe(first.sandbox.id)
    await again.stop()
  })

  it('keeps a ready sandbox for each value of SAMSA_CLUSTER', async () => {
    const first = await startServer()
    await first.stop()
    const other = await startServer({ dataDir: first.dataDir, env: { SAMSA_CLUSTER: '{"name":"workshop"}' } })
    expect(other.sandbox.id).not.toBe(first.sandbox.id)
    expect(await (await getReadySandbox(other)).json()).toMatchObject({ name: 'workshop' })
    await other.stop()
    const back = await startServer({ dataDir: first.dataDir })
    expect(back.sandbox).toEqual(first.sandbox)
    await back.stop()
  })

  it('keeps the secret and the keys readable for this user only', async () => {
    const server = await startServer()
    for (const file of ['secret', 'local.json']) expect(statSync(join(server.dataDir, file)).mode & 0o777).toBe(0o600)
    await server.stop()
  })

  it('says that workerd was killed, and ends with an error', async () => {
    const server = await startServer()
    const workerd = workerdOf(server)
    if (workerd === null) {
      console.log('Not tested here: finding the process of workerd needs /proc.')
      return server.stop()
    }
    process.kill(workerd, 'SIGKILL')
    expect((await server.exited).code).toBe(1)
    expect(server.output()).toContain('workerd has ended by itself (SIGKILL)')
  })

  it('says in one line that the port is in use and how to choose another', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const refusal = `Port ${port} is already in use. Choose another one: PORT=${port + 1} npm start\n`
    await expect(startServer({ port })).rejects.toThrow(`(1):\n${refusal}`)
    holder.close()
  })

  it('says in one line that a port for Kafka clients is in use', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const refusal = `Port ${port} is already in use. Choose another one: KAFKA_PORT=19092 npm start\n`
    await expect(startServer({ env: { KAFKA_PORTS: `0,0,${port}` } })).rejects.toThrow(`(1):\n${refusal}`)
    holder.close()
  })

  it('has a port for each broker, by whatever id, and tells clients the host that it was told', async () => {
    const cluster = { brokers: [{ id: 7 }, { id: 2 }] }
    const server = await startServer({ env: { SAMSA_CLUSTER: JSON.stringify(cluster), KAFKA_ADVERTISED_HOST: 'localhost' } })
    expect(server.brokers).toEqual([expect.stringMatching(/^localhost:\d+$/), expect.stringMatching(/^localhost:\d+$/)])
    const admin = new kafkajs.Kafka({ brokers: [...server.brokers], logLevel: kafkajs.logLevel.NOTHING }).admin()
    await admin.connect()
    const { brokers, clusterId } = await admin.describeCluster()
    await admin.disconnect()
    expect(clusterId).toBe(server.sandbox.id)
    const ids = cluster.brokers.map(({ id }, index) => [id, server.brokers[index]])
    expect(new Map(brokers.map(({ nodeId, host, port }) => [nodeId, `${host}:${port}`]))).toEqual(new Map(ids as [number, string][]))
    await server.stop()
  })

  it('does without Kafka clients when nobody wants them', async () => {
    const server = await startServer({ env: { KAFKA_PORT: 'off' } })
    expect(server.output()).toMatch(/^kafka {4}no ports$/m)
    await server.stop()
  })

  it('refuses a second server over the same data', async () => {
    const server = await startServer()
    await expect(startServer({ dataDir: server.dataDir })).rejects.toThrow(/\(1\):\n.* is in use by another npm start\./)
    await server.stop()
  })

  it('says in one line what is wrong with SAMSA_CLUSTER', async () => {
    await expect(startServer({ env: { SAMSA_CLUSTER: '{' } })).rejects.toThrow(/\(1\):\nSAMSA_CLUSTER is not valid JSON: .*\n$/)
  })

  it('leaves nothing behind when npm itself is killed', async () => {
    const environment = { ...process.env, PORT: '0', SAMSA_DATA: temporaryDirectory() }
    const npm = spawn('npm', ['start'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: environment, detached: true })
    onTestFinished(() => killGroup(npm.pid))
    const closed = once(npm, 'close')
    let output = ''
    for await (const part of npm.stdout) {
      output += String(part)
      // Killed once it serves; the loop then ends only when no process of the server holds the output any more.
      if (/^Samsa ready on /m.test(output)) npm.kill('SIGKILL')
    }
    await closed
    const origin = /^Samsa ready on (\S+)$/m.exec(output)?.[1]
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow('fetch failed')
  })
})
