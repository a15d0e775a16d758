import { expect, it } from 'vitest'
import type { CoordinatedGroup } from '../coordinated-group.ts'
import { GroupHistory } from '../group-history.ts'
import { checkHeard, isLeftBehind } from './group-generations.ts'

const member = { memberId: 'one', generation: 3, groupInstanceId: 'static', era: 0 }

function group(generation: number, isAssigned = true): CoordinatedGroup {
  return { type: 'classic', members: new Map([['one', { generation, owned: isAssigned ? new Map() : null }]]) }
}

it('[SIM17] a member that missed a generation must hear of it', () => {
  const told = new GroupHistory('g')
  expect(isLeftBehind(told, member, group(3))).toBe(false)
  expect(isLeftBehind(told, member, group(4, false))).toBe(false)
  expect(isLeftBehind(told, member, group(4))).toBe(true)
  expect(() => checkHeard(told, member, 'ILLEGAL_GENERATION')).not.toThrow()
  expect(() => checkHeard(told, member, 'NONE')).toThrow(/left behind/)
  told.beginAgain()
  expect(isLeftBehind(told, member, group(4))).toBe(false)
  expect(() => checkHeard(told, member, 'NONE')).not.toThrow()
})
