// Kafka's command-line tools as the scripts in its bin folder start them: main classes of its jars, each in a JVM of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Server } from '../../support/server.ts'
import { lastWords, runProgram } from '../program.ts'
import type { ProgramEnd } from '../program.ts'

const MAIN_CLASSES = {
  acls: 'org.apache.kafka.tools.AclCommand',
  'broker-api-versions': 'org.apache.kafka.tools.BrokerApiVersionsCommand',
  cluster: 'org.apache.kafka.tools.ClusterTool',
  configs: 'kafka.admin.ConfigCommand',
  'console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  'consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'consumer-perf-test': 'org.apache.kafka.tools.ConsumerPerformance',
  'delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
  features: 'org.apache.kafka.tools.FeatureCommand',
  'get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  groups: 'org.apache.kafka.tools.GroupsCommand',
  'leader-election': 'org.apache.kafka.tools.LeaderElectionCommand',
  'log-dirs': 'org.apache.kafka.tools.LogDirsCommand',
  'metadata-quorum': 'org.apache.kafka.tools.MetadataQuorumCommand',
  'producer-perf-test': 'org.apache.kafka.tools.ProducerPerformance',
  'reassign-partitions': 'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
  topics: 'org.apache.kafka.tools.TopicCommand',
  transactions: 'org.apache.kafka.tools.TransactionsCommand',
  'verifiable-consumer': 'org.apache.kafka.tools.VerifiableConsumer',
  'verifiable-producer': 'org.apache.kafka.tools.VerifiableProducer',
} as const

export type ToolName = keyof typeof MAIN_CLASSES

/** A JVM that lives for a second should not spend it on compiling itself. */
const QUICK_JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

export class KafkaTools {
  readonly server: Server
  readonly #classPath: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'samsa-tools-'))
  #fileCount = 0

  constructor(server: Server, classPath: string) {
    this.server = server
    this.#classPath = classPath
  }

  /** What the tool prints. Throws with its last words when it does not end well. */
  async run(tool: ToolName, args: readonly string[], input = ''): Promise<string> {
    const end = await this.end(tool, args, input)
    if (end.code !== 0) throw new Error(`kafka-${tool} ${args.join(' ')} ended with code ${end.code}.\n${lastWords(end)}`)
    return end.stdout
  }

  /** How the tool ends, well or not. */
  async end(tool: ToolName, args: readonly string[], input = ''): Promise<ProgramEnd> {
    const bootstrap = ['--bootstrap-server', this.server.brokers.join(',')]
    // Some have a subcommand, which comes before the options or after them.
    const all = tool === 'cluster' ? [...args, ...bootstrap] : [...bootstrap, ...args]
    return runProgram('java', [...QUICK_JVM, '-cp', this.#classPath, MAIN_CLASSES[tool], ...all], { input })
  }

  /** A topic with as many replicas as there are brokers. */
  async topic(name: string, partitions = 1): Promise<void> {
    await this.run('topics', ['--create', '--topic', name, '--partitions', String(partitions), '--replication-factor', '3'])
  }

  async produce(topic: string, lines: readonly string[], args: readonly string[] = []): Promise<void> {
    await this.run('console-producer', ['--topic', topic, ...args], lines.map((line) => `${line}\n`).join(''))
  }

  /** Many tools read what they are to do from a file. */
  file(content: object): string {
    const path = join(this.#folder, `${++this.#fileCount}.json`)
    writeFileSync(path, JSON.stringify(content))
    return path
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

export type ToolStories = Readonly<Record<string, (tools: KafkaTools) => Promise<void>>>

export function expectText(output: string, wanted: string | RegExp): void {
  const isThere = typeof wanted === 'string' ? output.includes(wanted) : wanted.test(output)
  if (!isThere) throw new Error(`Expected ${String(wanted)} in:\n${output}`)
}

export function expectSame(found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`Expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`)
}

/** The rows of a table as a tool prints it: words by the names of their columns. */
export function rowsOf(output: string): Record<string, string>[] {
  const lines = output.split('\n').map((line) => line.split(/\s+/).filter((word) => word !== ''))
  const head = lines.findIndex((words) => words.length > 2 && words.every((word) => /^[A-Z][A-Za-z-]+$/.test(word)))
  const names = lines[head] ?? []
  const rows = lines.slice(head + 1).filter((words) => words.length > 0)
  return rows.map((words) => Object.fromEntries(names.map((name, index) => [name, words[index] ?? ''])))
}
