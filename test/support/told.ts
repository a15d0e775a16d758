// What a rendered event must be, whatever it tells: a whole sentence in each language, and facts that survive JSON.
import { expect } from 'vitest'
import type { ClusterEvent } from '../../durable/engine/event.ts'
import { renderEvent } from '../../durable/shell/events/render-event.ts'

/** Fails where a sentence is none, in either language; gives the English one. */
export function told(event: ClusterEvent): string {
  const { why, facts } = renderEvent(event)
  for (const sentence of [why.en, why['zh-CN']]) {
    expect(sentence).not.toMatch(/undefined|\[object|NaN|null|function|=>/)
    expect(sentence).not.toContain('  ')
  }
  expect(why.en).toMatch(/^[A-Z\p{L}].*, because .*[^.]\.$/u)
  expect(why.en).not.toMatch(/\p{Script=Han}/u)
  expect(why['zh-CN']).toMatch(/^.*\p{Script=Han}.*，因为.*\p{Script=Han}.*[^。]。$/u)
  expect(withoutLists(why['zh-CN'])).not.toMatch(/[,;:]( |$)/)
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  return why.en
}

/** Lists of brokers are written [1, 2] in both languages. */
function withoutLists(sentence: string): string {
  return sentence.replaceAll(/\[[^\]]*\]/g, '')
}
