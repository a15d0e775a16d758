// The part of the report that tells of the page.

import { median } from '../load/statistics.ts'
import type { PageTimes } from '../page/measure-page.ts'
import { count, metOrNot, milliseconds, table } from './cells.ts'
import { KILL_SHOWN_GOAL_MS, MOTION_FRAME_GOAL_MS, PAGE_START_GOAL_MS, SCROLL_TASK_GOAL_MS } from './findings.ts'

export function pageTimes({ startsMs, killsShownMs, longestScrollTaskMs, motionFrameMs }: PageTimes): string[] {
  const lines = [
    line(`from the button to the stage of a new sandbox (${listed(startsMs)})`, median(startsMs), PAGE_START_GOAL_MS),
    line(`from the answer to a kill until the page shows it (${listed(killsShownMs)})`, median(killsShownMs), KILL_SHOWN_GOAL_MS),
    line('the longest task while ten thousand events are scrolled through', longestScrollTaskMs, SCROLL_TASK_GOAL_MS),
    line('a frame with 300 moving batches: script, style and layout at a quarter of the speed', motionFrameMs, MOTION_FRAME_GOAL_MS),
  ]
  const how = 'In Chromium without a graphics processor, with the server on the same cores. 0 ms is no task of more than 50.'
  return ['## The page', how, table(['what', 'reached', 'goal', 'met'], lines)]
}

function line(what: string, reachedMs: number, goalMs: number): string[] {
  return [what, milliseconds(reachedMs), `at most ${count(goalMs)} ms`, metOrNot(reachedMs <= goalMs)]
}

function listed(times: readonly number[]): string {
  return times.map(milliseconds).join(', ')
}
