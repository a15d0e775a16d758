// listoffsets.json: offsets by timestamp and the special timestamps, at the level of one log.

import { casesOf, runCase } from '../case-result.ts'
import type { OracleKind } from '../case-result.ts'
import { playLogScenario } from '../log-scenario.ts'
import type { LogScenarioCase } from '../log-scenario.ts'

export const listOffsets: OracleKind = {
  name: 'listoffsets',
  // Other files of the log are made of scenarios too, so nothing in the content tells this kind from them.
  keys: [],
  run: (content) =>
    casesOf(content, 'scenarios').map((entry) => {
      const scenario = entry as LogScenarioCase
      return runCase(scenario.id, () => playLogScenario(scenario))
    }),
}
