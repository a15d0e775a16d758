// A server whose ready sandbox is measured through Kafka's binary protocol.

import type { Server } from '../../test/support/server.ts'
import type { Target } from '../load/closed-loop.ts'
import type { BenchSandbox } from './sandbox.ts'
import { workerdBelow } from './workerd-usage.ts'

export type KafkaTarget = Target & {
  readonly sandbox: BenchSandbox
  /** `host:port` of each broker. */
  readonly brokers: readonly string[]
}

/** @param brokers other ways to the same brokers than the server's own ports: those of a bridge. */
export function kafkaTarget(server: Server, brokers: readonly string[] = server.brokers): KafkaTarget {
  const { origin, sandbox } = server
  return { origin, usage: workerdBelow(server.pid), sandbox: { origin, id: sandbox.id, ownerKey: sandbox.ownerKey }, brokers }
}
