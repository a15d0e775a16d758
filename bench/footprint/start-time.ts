// How long `npm start` takes until a Kafka client has its first answer: npm, the build, workerd, the ready sandbox and its brokers' ports.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { temporaryDirectory } from '../../test/support/server.ts'
import { KafkaConnection } from '../load/kafka-connection.ts'
import { apiVersionsFrame } from '../load/kafka-frames.ts'

const root = join(import.meta.dirname, '../..')

/** One value a start, each over a data directory of its own. */
export async function measureStarts(starts: number): Promise<readonly number[]> {
  const startsMs: number[] = []
  for (let start = 0; start < starts; start++) startsMs.push(await timeStart())
  return startsMs
}

async function timeStart(): Promise<number> {
  const environment = { ...process.env, PORT: '0', KAFKA_PORT: '0', SAMSA_DATA: temporaryDirectory() }
  const beganMs = performance.now()
  // A group of its own: npm does not hand every signal on.
  const npm = spawn('npm', ['start'], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const exited = new Promise<void>((resolve) => npm.once('close', () => resolve()))
  try {
    for await (const line of createInterface({ input: npm.stdout })) {
      const port = /^kafka .*?:(\d+)/.exec(line)?.[1]
      if (port === undefined) continue
      const connection = await KafkaConnection.open(Number(port))
      await connection.send(apiVersionsFrame())
      connection.close()
      return performance.now() - beganMs
    }
    throw new Error('npm start ended before it was ready.')
  } finally {
    if (npm.pid !== undefined && npm.exitCode === null) process.kill(-npm.pid, 'SIGINT')
    await exited
  }
}
