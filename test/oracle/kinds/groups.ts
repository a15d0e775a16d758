// groups.json: what the group coordinator answers, step by step, and which states of a group follow on which.
import { isValidTransition } from '../../../durable/engine/group/classic/classic-state.ts'
import type { ClassicGroupState } from '../../../durable/engine/group/classic/classic-state.ts'
import { casesOf, difference, runCase } from '../case-result.ts'
import type { CaseResult, OracleFile, OracleKind } from '../case-result.ts'
import { CLASSIC_OPERATIONS } from '../classic-operations.ts'
import { CONSUMER_GROUP_OPERATIONS } from '../consumer-group-operations.ts'
import { GroupPlayer } from '../group-player.ts'
import type { GroupOperation, GroupScenario } from '../group-player.ts'

const OPERATIONS: Readonly<Record<string, GroupOperation>> = { ...CLASSIC_OPERATIONS, ...CONSUMER_GROUP_OPERATIONS }

export const groups: OracleKind = {
  name: 'groups',
  keys: ['states', 'rules', 'scenarios'],
  run: (content) => [runStates(content), ...casesOf(content, 'scenarios').map((scenario) => runScenario(scenario as GroupScenario))],
}

type States = {
  readonly classic: readonly ClassicGroupState[]
  readonly 'classic legal transitions': Readonly<Record<ClassicGroupState, readonly ClassicGroupState[]>>
}

/** Every pair of states, in both directions: none is legal here that is not legal there. */
function runStates(content: OracleFile): CaseResult {
  return runCase('states', () => {
    const states = content['states'] as States
    const legal = states['classic legal transitions']
    for (const from of states.classic) {
      for (const to of states.classic) {
        const found = difference({ [`${from} -> ${to}`]: legal[from].includes(to) }, { [`${from} -> ${to}`]: isValidTransition(from, to) })
        if (found !== null) return found
      }
    }
    return null
  })
}

function runScenario(scenario: GroupScenario): CaseResult {
  return runCase(scenario.id, () => {
    const player = new GroupPlayer(scenario)
    for (const [index, step] of scenario.steps.entries()) {
      const { expected, actual } = player.play(OPERATIONS, step)
      const found = difference(expected, actual)
      if (found !== null) return `step ${index} (${step.op}): ${found}`
    }
    return null
  })
}
