// docs/protocol.md and its Chinese twin, made from the table of APIs that is served: what is offered, in which versions, which clients send it, and
// what is not done. `npm run docs:protocol` writes them, and a test fails when they are older than the code.
import { offeredVersions } from '../../../schema/kafka/protocol/wire-message.ts'
import { WIRE_APIS } from '../all-apis.ts'
import type { WireApi } from '../wire-api.ts'
import { KAFKA_APIS } from './kafka-facts.ts'
import type { ApiFacts } from './kafka-facts.ts'
import { NOT_DONE_IN_CHINESE } from './not-done.zh-cn.ts'
import { NOT_OFFERED } from './not-offered.ts'
import { PAGE_TEXT } from './page-text.ts'

export type PageLanguage = 'en' | 'zh-CN'

export function protocolPage(language: PageLanguage): string {
  const { title, other, beginning, columns, notDone, notOffered } = PAGE_TEXT[language]
  return [
    `# ${title}`,
    other,
    ...beginning,
    table(columns, WIRE_APIS.map(offeredRow)),
    `## ${notDone.title}`,
    notDone.beginning,
    table(
      notDone.columns,
      WIRE_APIS.flatMap((api) => api.notDone.map((sentence) => [api.name, inLanguage(sentence, language)])),
    ),
    `## ${notOffered.title}`,
    notOffered.beginning,
    table(
      notOffered.columns,
      NOT_OFFERED.map((group) => [group.apiKeys.map(nameOf).join(', '), group[language]]),
    ),
  ]
    .join('\n\n')
    .concat('\n')
}

function offeredRow(api: WireApi): string[] {
  const { apiKey, name } = api
  const { lowest, highest } = offeredVersions(api)
  const facts = KAFKA_APIS.find((known) => known.apiKey === apiKey)
  const kafka = facts === undefined ? '-' : versions(facts.lowest, facts.highest)
  return [String(apiKey), name, versions(lowest, highest), kafka, ...clientsOf(facts)]
}

function clientsOf(facts: ApiFacts | undefined): string[] {
  return [facts?.kafkajs, facts?.librdkafka, facts?.platformatic].map((sent) => sent ?? '-')
}

function versions(lowest: number, highest: number): string {
  return lowest === highest ? String(lowest) : `${lowest}-${highest}`
}

function nameOf(apiKey: number): string {
  return `${KAFKA_APIS.find((known) => known.apiKey === apiKey)?.name ?? '?'} (${apiKey})`
}

/** Throws for a sentence that nobody has translated. */
function inLanguage(sentence: string, language: PageLanguage): string {
  if (language === 'en') return sentence
  const translated = NOT_DONE_IN_CHINESE[sentence]
  if (translated === undefined) throw new Error(`worker/protocol/page/not-done.zh-cn.ts has no translation of: ${sentence}`)
  return translated
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
