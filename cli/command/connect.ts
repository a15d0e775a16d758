// `samsa connect`: learns the brokers of a sandbox, listens for Kafka clients on a port for each, and carries them there until Ctrl-C.

import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Bridge, ListenError } from '../bridge/bridge.ts'
import type { Refusal } from '../bridge/bridged-connection.ts'
import { RefusalError, UnreachableError, type SandboxApi } from '../client/sandbox-api.ts'
import { brokerPorts, highestFirstPort, type BrokerPort } from '../local/broker-ports.ts'
import { ADVERTISED_HOST, otherPort, reachableHost } from '../local/kafka-ports.ts'
import { authority } from '../local/options.ts'
import { CommandError } from './command-error.ts'
import { apiOf, type CommandContext } from './context.ts'
import { usageError, type Flags, type ReadFlags } from './flags.ts'
import { tell, writeJson, writeLine } from './terminal.ts'

type Sandbox = { readonly name: string; readonly brokers: readonly { readonly id: number }[] }

const DEFAULT_HOST = '127.0.0.1'
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

export async function connect(context: CommandContext, { flags, positionals }: ReadFlags<'connect'>): Promise<number> {
  const { strings, terminal } = context
  const [sandbox, surplus] = positionals
  if (surplus !== undefined) throw usageError(strings.tooManyArguments(surplus))
  const api = apiOf(context, flags, sandbox)
  const found = await learn(context, api)
  if (found === null) return 0
  const watch = new RefusalWatch(context, api)
  const bridge = await openBridge(context, api, flags, found, watch)
  try {
    await announce(context, flags, found, bridge.brokers)
    await Promise.race([stopOf(terminal.stopped), watch.gone])
  } finally {
    bridge.close()
  }
  return 0
}

/** The sandbox as it describes itself; waits for a server that is not there yet. Null when nobody wants to wait any longer. */
async function learn({ strings, terminal }: CommandContext, api: SandboxApi): Promise<Sandbox | null> {
  let told = ''
  for (let pauseMs = FIRST_PAUSE_MS; !terminal.stopped.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await api.ask<Sandbox>('GET', api.sandbox())
    } catch (cause) {
      if (!mayPass(cause)) throw cause
      if (cause.message !== told) tell(terminal, `samsa: ${strings.tryingAgain(cause.message)}`)
      told = cause.message
    }
    await sleep(pauseMs, undefined, { signal: terminal.stopped }).catch(() => undefined)
  }
  return null
}

function mayPass(cause: unknown): cause is CommandError {
  return cause instanceof UnreachableError || (cause instanceof RefusalError && (cause.status >= 500 || cause.status === 429))
}

async function openBridge(
  context: CommandContext,
  api: SandboxApi,
  flags: Flags<'connect'>,
  { brokers }: Sandbox,
  watch: RefusalWatch,
): Promise<Bridge> {
  const { strings, terminal } = context
  const { environment } = terminal
  const host = flags.host ?? (environment['HOST'] || DEFAULT_HOST)
  const advertisedHost = flags.advertise ?? (environment['KAFKA_ADVERTISED_HOST'] || null)
  if (advertisedHost !== null && !ADVERTISED_HOST.test(advertisedHost)) throw usageError(strings.wrongAdvertisedHost(advertisedHost))
  const ports = portsOf(context, flags, brokers.length)
  try {
    return await Bridge.listen({
      sandbox: api.address,
      agent: api.agent,
      host,
      brokers: brokers.map(({ id }, index) => ({ brokerId: id, port: ports[index] ?? 0 })),
      advertisedHost,
      onConnected: (brokerId) => watch.onConnected(brokerId),
      onRefused: (brokerId, refusal) => watch.onRefused(brokerId, refusal),
    })
  } catch (cause) {
    if (!(cause instanceof ListenError)) throw cause
    const { port, code } = cause
    if (code !== 'EADDRINUSE') throw new CommandError(strings.cannotListen(host, port, code))
    throw new CommandError(strings.portInUse(port, '--port', String(otherPort(ports))))
  }
}

/** An option wins over its variable, and a list over the first of a row. */
function portsOf(
  { strings, terminal: { environment } }: CommandContext,
  { port, ports }: Flags<'connect'>,
  count: number,
): readonly number[] {
  const isGiven = port !== undefined || ports !== undefined
  const list = isGiven ? ports : environment['KAFKA_PORTS']
  const first = isGiven ? port : environment['KAFKA_PORT']
  const found = brokerPorts({ first, list }, count)
  if (found === 'list') throw usageError(strings.wrongPorts(isGiven ? '--ports' : 'KAFKA_PORTS', list ?? '', count))
  if (found === 'first') throw usageError(strings.wrongPort(isGiven ? '--port' : 'KAFKA_PORT', first ?? '', highestFirstPort(count)))
  return found
}

async function announce(
  { strings, terminal }: CommandContext,
  flags: Flags<'connect'>,
  { name }: Sandbox,
  brokers: readonly BrokerPort[],
): Promise<void> {
  const { environment } = terminal
  const host = reachableHost(flags.host ?? (environment['HOST'] || DEFAULT_HOST))
  const servers = brokers.map(({ port }) => authority(host, port)).join(',')
  if (flags.json === true) {
    const shown = brokers.map(({ brokerId, port }) => ({ id: brokerId, host, port }))
    return writeJson(terminal, { sandbox: name, bootstrap_servers: servers, brokers: shown })
  }
  await writeLine(terminal, `${strings.connected(name, brokers.length)}\n\n  ${servers}\n\n${strings.pressCtrlC}`)
}

async function stopOf(stopped: AbortSignal): Promise<void> {
  if (!stopped.aborted) await once(stopped, 'abort')
}

/** Tells the person what becomes of the brokers, each change once, and finds out when the sandbox itself is gone. */
class RefusalWatch {
  /** Rejects with a CommandError when the sandbox or the key is good no more: then no connection will ever come about. */
  readonly gone: Promise<never>
  readonly #context: CommandContext
  readonly #api: SandboxApi
  readonly #told = new Map<number, string>()
  #end: (cause: unknown) => void = () => undefined
  #isAsking = false

  constructor(context: CommandContext, api: SandboxApi) {
    this.#context = context
    this.#api = api
    this.gone = new Promise<never>((_, reject) => {
      this.#end = reject
    })
    // It may be over before anybody waits for it.
    this.gone.catch(() => undefined)
  }

  onConnected(brokerId: number): void {
    const { strings, terminal } = this.#context
    if (this.#told.delete(brokerId)) tell(terminal, `samsa: ${strings.brokerAccepts(brokerId)}`)
  }

  onRefused(brokerId: number, { status, reason }: Refusal): void {
    const { strings, terminal } = this.#context
    if (this.#told.get(brokerId) !== reason) tell(terminal, `samsa: ${strings.brokerRefuses(brokerId, reason)}`)
    this.#told.set(brokerId, reason)
    if (status !== null && status >= 400 && status < 500 && status !== 429) void this.#askWhetherGone()
  }

  async #askWhetherGone(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    try {
      await this.#api.ask('GET', this.#api.sandbox())
    } catch (cause) {
      if (!mayPass(cause)) this.#end(cause)
    }
    this.#isAsking = false
  }
}
