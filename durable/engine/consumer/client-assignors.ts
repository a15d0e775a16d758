// The assignors a consumer can be told to use, by the names of Kafka's classes and by the names that go into JoinGroup.
// Source: ConsumerPartitionAssignor.getAssignorInstances and ConsumerCoordinator of Kafka 4.3; KIP-429.
import { CLIENT_ASSIGNORS } from '../../../schema/kafka/assignors/client-assignors.ts'
import type { ClientAssignor } from '../../../schema/kafka/assignors/assignor.ts'

const CLASSES: readonly (readonly [className: string, name: string])[] = [
  ['org.apache.kafka.clients.consumer.RangeAssignor', 'range'],
  ['org.apache.kafka.clients.consumer.RoundRobinAssignor', 'roundrobin'],
  ['org.apache.kafka.clients.consumer.StickyAssignor', 'sticky'],
  ['org.apache.kafka.clients.consumer.CooperativeStickyAssignor', 'cooperative-sticky'],
  // None of Kafka's: it gives a partition to two members, to show why nobody should.
  ['io.samsa.SharedAssignor', 'shared'],
]

/** What partition.assignment.strategy may say: a class, or the name of its protocol. */
export const assignorNames: ReadonlyMap<string, string> = new Map(
  CLASSES.flatMap(
    ([className, name]) =>
      [
        [className, name],
        [name, name],
      ] as const,
  ),
)

/** As the text of partition.assignment.strategy. */
export function assignorClasses(...names: readonly string[]): string {
  return names.map((name) => CLASSES.find(([, other]) => other === name)?.[0] ?? name).join(',')
}

export function assignorOf(name: string): ClientAssignor | undefined {
  return CLIENT_ASSIGNORS.get(name)
}

/** Members give up only what moves when all their assignors can do it so; one that cannot decides for all. */
export function isCooperative(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => assignorOf(name)?.isCooperative === true)
}
