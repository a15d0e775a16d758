// The columns of the grid: brokers, and in one word what each of them does.
import type { BrokerState, ClusterState, FaultState } from '../../data/shapes.ts'

/** A process that runs and that the controller does not count on (yet, or any more) is `fenced`; one that nobody has heard of is `silent`. */
export type BrokerCondition = 'running' | 'silent' | 'fenced' | 'paused' | 'starting' | 'stopping' | 'down'

/** One glyph each, so that no condition is told by colour alone. */
export const CONDITION_GLYPHS: Readonly<Record<BrokerCondition, string>> = {
  running: '●',
  silent: '◌',
  fenced: '⊘',
  paused: '⏸',
  starting: '◔',
  stopping: '◕',
  down: '✕',
}

export const CONDITION_TONES: Readonly<Record<BrokerCondition, 'good' | 'warn' | 'bad'>> = {
  running: 'good',
  silent: 'warn',
  fenced: 'warn',
  paused: 'warn',
  starting: 'warn',
  stopping: 'warn',
  down: 'bad',
}

export function conditionOf(broker: BrokerState): BrokerCondition {
  if (broker.process === 'down' || broker.process === 'paused' || broker.process === 'starting') return broker.process
  if (broker.in_controlled_shutdown) return 'stopping'
  if (broker.fenced) return 'fenced'
  return broker.silent_since_ms === null ? 'running' : 'silent'
}

export type BrokerColumn = {
  readonly broker: BrokerState
  readonly condition: BrokerCondition
  /** Faults that name it. */
  readonly faultCount: number
}

export function columnsOf(state: ClusterState): readonly BrokerColumn[] {
  return state.brokers.map((broker) => ({
    broker,
    condition: conditionOf(broker),
    faultCount: state.faults.filter((fault) => namesBroker(fault, broker.broker_id)).length,
  }))
}

function namesBroker(fault: FaultState, brokerId: number): boolean {
  if ('from' in fault) return fault.from === brokerId || fault.to === brokerId
  return 'broker' in fault && fault.broker === brokerId
}
