// `samsa consume <topic>`: records to the standard output, of the topic as it is, or as a member of a group.

import type { CommandError } from './command-error.ts'
import { apiOf, type CommandContext } from './context.ts'
import { followGroup } from './follow-group.ts'
import { numberOf, onlyArgument, usageError, type Flags, type ReadFlags } from './flags.ts'
import { readTopic } from './read-topic.ts'
import { tell } from './terminal.ts'
import { recordWriter } from './write-record.ts'
import type { Strings } from './strings.en.ts'

export async function consume(context: CommandContext, { flags, positionals }: ReadFlags<'consume'>): Promise<number> {
  const { strings, terminal } = context
  const topic = onlyArgument('topic', positionals, strings)
  refuseContradictions(flags, strings)
  const reading = {
    topic,
    partition: numberOf('--partition', flags.partition, 0, strings),
    maxRecords: numberOf('--max', flags.max, 1, strings) ?? Number.POSITIVE_INFINITY,
    fromBeginning: flags['from-beginning'] === true,
    isFollowing: flags['from-beginning'] !== true || flags.follow === true,
    isCommitted: flags.committed === true,
    writeRecord: recordWriter(terminal, flags),
    stopped: terminal.stopped,
    report: ({ message }: CommandError) => tell(terminal, `samsa: ${strings.tryingAgain(message)}`),
  }
  const api = apiOf(context, flags)
  await (flags.group === undefined ? readTopic(api, reading) : followGroup(api, flags.group, reading))
  return 0
}

function refuseContradictions(flags: Flags<'consume'>, strings: Strings): void {
  const { group, partition, follow, ndjson, json, 'key-separator': separator } = flags
  if (group !== undefined && partition !== undefined) throw usageError(strings.optionsExclude('--group', '--partition'))
  if (separator !== undefined && (ndjson === true || json === true)) throw usageError(strings.optionsExclude('--ndjson', '--key-separator'))
  const startsAtEnd = flags['from-beginning'] !== true && group === undefined
  if (follow === true && startsAtEnd) throw usageError(strings.optionWantsOther('--follow', '--from-beginning'))
}
