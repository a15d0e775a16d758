// A port for each broker, as a person names them: the first one, from which the others follow, or each by itself.

export const DEFAULT_KAFKA_PORT = 9092
export const HIGHEST_PORT = 65_535

export type BrokerPort = { readonly brokerId: number; readonly port: number }

type Named = {
  /** Of KAFKA_PORT; 0 takes any ports that are free. */
  readonly first: string | undefined
  /** Of KAFKA_PORTS, which wins. */
  readonly list: string | undefined
}

/** The ports for so many brokers, or which of the two is wrong. */
export function brokerPorts({ first, list }: Named, count: number): readonly number[] | 'first' | 'list' {
  if (list) {
    const ports = list.split(',').map(portOf).slice(0, count)
    const fixed = ports.filter((port) => port !== 0)
    return ports.length < count || ports.includes(null) || new Set(fixed).size < fixed.length ? 'list' : (ports as number[])
  }
  const port = portOf(first || String(DEFAULT_KAFKA_PORT))
  if (port === null || port > highestFirstPort(count)) return 'first'
  return Array.from({ length: count }, (_, index) => (port === 0 ? 0 : port + index))
}

/** The highest port that leaves room for those of the other brokers. */
export function highestFirstPort(count: number): number {
  return HIGHEST_PORT - Math.max(0, count - 1)
}

function portOf(text: string): number | null {
  const port = Number(text)
  return /^\s*\d{1,5}\s*$/.test(text) && port <= HIGHEST_PORT ? port : null
}
