// What a workerd uses of the machine, as Linux counts it. Other systems have no /proc, and then there are no numbers.

import { readdirSync, readFileSync } from 'node:fs'

const KIB = 1024
/** Linux tells processor time in hundredths of a second, whatever its own clock does. */
const MS_PER_TICK = 10

export type WorkerdUsage = {
  readonly residentBytes: () => number | null
  /** Processor time since its start, in the program and in the system, in milliseconds. Other processes do not change it much, unlike a rate. */
  readonly processorMs: () => number | null
}

const UNKNOWN: WorkerdUsage = { residentBytes: () => null, processorMs: () => null }

/** The usage of the workerd that a process has started. Of several, the youngest. */
export function workerdBelow(parentPid: number): WorkerdUsage {
  if (process.platform !== 'linux') return UNKNOWN
  // A process may have started its children from any of its threads.
  const threads = readdirSync(`/proc/${parentPid}/task`)
  const children = threads.flatMap((thread) => readFileSync(`/proc/${parentPid}/task/${thread}/children`, 'latin1').trim().split(' '))
  const workerds = children.filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/comm`, 'latin1').trim() === 'workerd')
  const pid = workerds.map(Number).sort((one, other) => other - one)[0]
  return pid === undefined ? UNKNOWN : { residentBytes: () => residentBytes(pid), processorMs: () => processorMs(pid) }
}

/** What any process holds of the memory; null for one that is gone. */
export function residentBytes(pid: number): number | null {
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return resident === undefined ? null : Number(resident) * KIB
}

/** Fields 14 and 15 of proc(5); those behind the name, which may contain anything, count from the third. */
function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}
