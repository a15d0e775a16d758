// The brokers' processes as the journal tells of them: since when one is gone, and how busy it is while it is there.
import type { BrokerView, ClusterView } from '../../engine/cluster.ts'
import type { RecordOf } from '../../engine/record.ts'
import { BrokerLoad } from './broker-load.ts'
import { isReporting } from './gauges.ts'
import type { MetricList } from './metric-list.ts'
import type { Traffic } from './traffic.ts'

export class BrokerWatch {
  readonly #traffic: Traffic
  readonly #loads = new Map<number, BrokerLoad>()
  readonly #goneSinceMs = new Map<number, number>()
  /** Brokers that came back in the entry that is being read: until its end its other records are about their absence. */
  readonly #back = new Set<number>()

  constructor(traffic: Traffic, cluster: ClusterView, startMs: number) {
    this.#traffic = traffic
    for (const broker of cluster.brokers.values()) this.#found(broker, startMs)
  }

  #found({ brokerId, process, silentSinceMs }: BrokerView, startMs: number): void {
    if (isReporting({ process })) this.#start(brokerId, startMs)
    if (process === 'paused') this.#loads.get(brokerId)?.paused(startMs)
    if (process !== 'running' || silentSinceMs !== null) this.#goneSinceMs.set(brokerId, silentSinceMs ?? startMs)
  }

  load(brokerId: number): BrokerLoad | undefined {
    return this.#loads.get(brokerId)
  }

  /** When it was last there; null while it is. */
  goneSinceMs(brokerId: number): number | null {
    return this.#goneSinceMs.get(brokerId) ?? null
  }

  registered(brokerId: number, nowMs: number): void {
    if (!this.#loads.has(brokerId)) this.#start(brokerId, nowMs)
  }

  processChanged({ nodeId, process }: RecordOf<'process.changed'>, isBroker: boolean, nowMs: number): void {
    if (!isBroker) return
    if (process === 'running') {
      this.registered(nodeId, nowMs)
      this.#loads.get(nodeId)?.resumed(nowMs)
      this.#back.add(nodeId)
      return
    }
    this.#gone(nodeId, nowMs)
    if (process === 'paused') this.#loads.get(nodeId)?.paused(nowMs)
    else this.#stop(nodeId)
  }

  /** The controller does not hear it, or (null) hears it again. */
  heard({ brokerId, silentSinceMs }: RecordOf<'broker.heard'>): void {
    if (silentSinceMs === null) this.#back.add(brokerId)
    else this.#gone(brokerId, silentSinceMs)
  }

  endOfEntry(): void {
    for (const brokerId of this.#back) this.#goneSinceMs.delete(brokerId)
    this.#back.clear()
  }

  list(into: MetricList, nowMs: number): void {
    for (const [nodeId, load] of this.#loads) {
      into.gauge('requestHandlerIdle', load.requestHandlerIdle(nowMs), { nodeId })
      into.gauge('networkProcessorIdle', load.networkProcessorIdle(nowMs), { nodeId })
    }
  }

  #gone(brokerId: number, sinceMs: number): void {
    this.#back.delete(brokerId)
    if (!this.#goneSinceMs.has(brokerId)) this.#goneSinceMs.set(brokerId, sinceMs)
  }

  #start(brokerId: number, nowMs: number): void {
    this.#loads.set(brokerId, new BrokerLoad(nowMs))
    this.#traffic.startBroker(brokerId, nowMs)
  }

  /** A process takes its metrics with it. */
  #stop(brokerId: number): void {
    this.#loads.delete(brokerId)
    this.#traffic.dropBroker(brokerId)
  }
}
