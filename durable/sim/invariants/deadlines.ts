// The agenda, which is kept up to date piece by piece, knows the same next deadlines as a look at the whole cluster.
import { nextDue } from '../../engine/deadlines.ts'
import { earliest } from '../../engine/earliest.ts'
import type { World } from '../world.ts'
import { must } from '../violation.ts'

export function checkDeadlines({ cluster, engine }: World): void {
  const { urgentMs, lazyMs } = nextDue(cluster)
  const mayBeEarlier = engine.purgatory.size > 0 || cluster.sessions.size > 0
  compare('urgent', engine.nextDueMs(false), urgentMs, mayBeEarlier)
  compare('lazy', engine.nextDueMs(true), earliest(urgentMs, lazyMs), mayBeEarlier)
}

/** Answers that wait have deadlines of their own, which can only be earlier; so can that of a session whose member was heard of since. */
function compare(which: string, kept: number | null, fromScratch: number | null, mayBeEarlier: boolean): void {
  const isRight = kept === fromScratch || (mayBeEarlier && kept !== null && (fromScratch === null || kept < fromScratch))
  must('deadlines', isRight, () => `The next ${which} deadline is ${fromScratch}, and the agenda says ${kept}.`)
}
