// Where a broker says it listens. Behind HTTP nobody connects there; bridges and the wire protocol advertise addresses of their own.

const FIRST_BROKER_PORT = 9092

export function brokerHost(_brokerId: number): string {
  return 'localhost'
}

/** Broker 1 is at Kafka's own port, the others follow. */
export function brokerPort(brokerId: number): number {
  return FIRST_BROKER_PORT + brokerId - 1
}
