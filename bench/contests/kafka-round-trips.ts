// One produce of one small record by TCP at a time, against an echo by TCP through an object that commits one row before it answers.

import { connect } from 'node:net'
import { startStopwatch, type Round, type Target } from '../load/closed-loop.ts'
import { KafkaConnection } from '../load/kafka-connection.ts'
import { produceFrame, refusalIn } from '../load/kafka-frames.ts'
import { RECORD_BYTES, recordText } from '../load/payloads.ts'
import type { KafkaTarget } from '../servers/kafka-target.ts'
import type { Contender } from './contest.ts'
import { inFreshTopic } from './fresh-topic.ts'

/** @param port null for a server that has no such port. */
export function echoes(target: Target, port: number | null): Contender {
  return {
    name: 'echo of 100 B by TCP through an object that commits a row, one at a time',
    unit: 'requests',
    latencyOf: 'a round trip',
    runRound: (durationMs) => echoAgainAndAgain(target, port, durationMs),
  }
}

export function smallProduces(target: KafkaTarget): Contender {
  return {
    name: 'produce of one record of 100 B by TCP, acks=all, one at a time',
    unit: 'requests',
    latencyOf: 'a round trip',
    runRound: (durationMs) => inFreshTopic(target, { replicas: [[1]] }, (topic) => produceAgainAndAgain(target, topic, durationMs)),
  }
}

async function produceAgainAndAgain(target: KafkaTarget, topic: string, durationMs: number): Promise<Round> {
  const connection = await KafkaConnection.open(portOf(target.brokers[0]))
  const frames = Array.from({ length: 16 }, (_, number) => produceFrame(topic, 0, recordText(number)))
  try {
    return await oneAtATime(target, durationMs, async (count) => {
      const refusal = refusalIn(await connection.send(frames[count % frames.length] ?? Buffer.alloc(0)))
      if (refusal !== null) throw new Error(`The broker refused a produce: ${refusal}.`)
    })
  } finally {
    connection.close()
  }
}

async function echoAgainAndAgain(target: Target, port: number | null, durationMs: number): Promise<Round> {
  if (port === null) throw new Error('The floor echoes by TCP.')
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const piece = Buffer.from(recordText(0).slice(0, RECORD_BYTES))
  try {
    return await oneAtATime(target, durationMs, () => {
      return new Promise<void>((resolve, reject) => {
        let missing = piece.length
        const onData = (part: Buffer): void => {
          missing -= part.length
          if (missing > 0) return
          socket.off('data', onData)
          socket.off('error', reject)
          resolve()
        }
        socket.on('data', onData)
        socket.once('error', reject)
        socket.write(piece)
      })
    })
  } finally {
    socket.destroy()
  }
}

async function oneAtATime(target: Target, durationMs: number, roundTrip: (count: number) => Promise<void>): Promise<Round> {
  const latenciesMs: number[] = []
  const stopwatch = startStopwatch(target)
  const endMs = performance.now() + durationMs
  for (let beganMs = performance.now(); beganMs < endMs;) {
    await roundTrip(latenciesMs.length)
    const nowMs = performance.now()
    latenciesMs.push(nowMs - beganMs)
    beganMs = nowMs
  }
  return stopwatch(latenciesMs.length, latenciesMs)
}

function portOf(broker: string | undefined): number {
  return Number(broker?.split(':')[1])
}
