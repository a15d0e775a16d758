// topic-configs.json: the table of topic configs, and which values the real LogConfig takes.

import { configText } from '../../../schema/kafka/config-definition.ts'
import { checkTopicConfigs, TOPIC_CONFIG_DEFINITIONS } from '../../../schema/kafka/topic-configs.ts'
import { casesOf, difference, runCase } from '../case-result.ts'
import type { CaseResult, OracleKind } from '../case-result.ts'

type ConfigCase = { name: string; type: string; default: string | null; valid: string; brokerSynonym: string | null }
type Probe = { config: Record<string, string>; accepted: boolean; effective?: Record<string, string> }

export const topicConfigs: OracleKind = {
  name: 'topic-configs',
  keys: ['configs', 'probes'],
  run: (content) => [
    ...casesOf(content, 'configs').map((entry) => configCase(entry as ConfigCase)),
    ...casesOf(content, 'probes').map((entry) => probeCase(entry as Probe)),
  ],
}

function configCase(expected: ConfigCase): CaseResult {
  return runCase(`definition of ${expected.name}`, () => {
    const { name, type, valid, brokerSynonym } = expected
    const actual = TOPIC_CONFIG_DEFINITIONS.find((definition) => definition.name === name)
    return difference({ name, type, default: expected.default, valid, brokerSynonym }, actual)
  })
}

/** The probes were answered by a broker with tiered storage: it takes remote.storage.enable=true. */
function probeCase({ config, accepted, effective = {} }: Probe): CaseResult {
  return runCase(JSON.stringify(config), () => {
    const checked = checkTopicConfigs(new Map(Object.entries(config)), { remoteStorageSystemEnabled: true })
    if (checked.ok !== accepted) {
      return `expected ${accepted ? 'to be accepted' : 'a refusal'}, actual ${checked.ok ? 'accepted' : `refused: ${checked.message}`}`
    }
    if (!checked.ok) return null
    return difference(effective, Object.fromEntries(Object.keys(effective).map((name) => [name, textOf(checked.values, name)])))
  })
}

function textOf(values: Extract<ReturnType<typeof checkTopicConfigs>, { ok: true }>['values'], name: string): string | undefined {
  const definition = TOPIC_CONFIG_DEFINITIONS.find((candidate) => candidate.name === name)
  return definition === undefined ? undefined : configText(values.get(name) ?? null, definition.type)
}
