// An event of the engine as it leaves the object: plain facts, and one sentence in each language.
import type { ClusterEvent } from '../../engine/event.ts'
import type { RenderedEvent } from './event-page.ts'
import { factsOf } from './facts-of.ts'
import { sentenceOf } from './sentences.ts'
import { en } from './sentences.en.ts'
import { zhCN } from './sentences.zh-cn.ts'

export function renderEvent(event: ClusterEvent): RenderedEvent {
  const { sequence, nowMs, trigger, causedBy, record } = event
  const why = { en: sentenceOf(en, event), 'zh-CN': sentenceOf(zhCN, event) }
  return { sequence, nowMs, kind: record.kind, trigger, causedBy, why, facts: factsOf(record) }
}
