// How much memory the workerd below a server holds, as Linux counts it. Other systems have no /proc, and then there is no number.

import { readFileSync } from 'node:fs'

const KIB = 1024

/** Resident bytes of the workerd that a process started, or null where that cannot be known. */
export function workerdResidentBytes(parentPid: number): number | null {
  if (process.platform !== 'linux') return null
  const children = readFileSync(`/proc/${parentPid}/task/${parentPid}/children`, 'latin1').trim().split(' ')
  const workerd = children.find((pid) => readFileSync(`/proc/${pid}/comm`, 'latin1').trim() === 'workerd')
  if (workerd === undefined) return null
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${workerd}/status`, 'latin1'))?.[1]
  return resident === undefined ? null : Number(resident) * KIB
}
