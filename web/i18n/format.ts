// Numbers, sizes, times and durations as people of each language write them. Cluster times are shown in the browser's time zone.
import { language } from './language.ts'

const numbers = { en: new Intl.NumberFormat('en'), 'zh-CN': new Intl.NumberFormat('zh-CN') }
const clockStyle = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false } as const
const clocks = { en: new Intl.DateTimeFormat('en', clockStyle), 'zh-CN': new Intl.DateTimeFormat('zh-CN', clockStyle) }
const dateStyle = { dateStyle: 'medium', timeStyle: 'short' } as const
const dates = { en: new Intl.DateTimeFormat('en', dateStyle), 'zh-CN': new Intl.DateTimeFormat('zh-CN', dateStyle) }

export function formatNumber(value: number): string {
  return numbers[language.value].format(value)
}

/** `14:03:07.120` */
export function formatTime(timeMs: number): string {
  return clocks[language.value].format(timeMs)
}

export function formatDate(timeMs: number): string {
  return dates[language.value].format(timeMs)
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${formatNumber(bytes)} B`
  const units = ['KiB', 'MiB', 'GiB']
  let value = bytes / 1024
  let unit = 0
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024
  return `${formatNumber(Math.round(value * 10) / 10)} ${units[unit] ?? ''}`
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `250 ms`, `4.2 s`, `3 min 20 s`, `23 h 10 min`, `6 d 4 h`. */
export function formatDuration(durationMs: number): string {
  const chinese = language.value === 'zh-CN'
  if (durationMs < SECOND_MS) return chinese ? `${Math.round(durationMs)} 毫秒` : `${Math.round(durationMs)} ms`
  if (durationMs < MINUTE_MS) return `${formatNumber(Math.round(durationMs / 100) / 10)} ${chinese ? '秒' : 's'}`
  if (durationMs < HOUR_MS) {
    const [minutes, seconds] = [Math.floor(durationMs / MINUTE_MS), Math.floor((durationMs % MINUTE_MS) / SECOND_MS)]
    return chinese ? `${minutes} 分 ${seconds} 秒` : `${minutes} min ${seconds} s`
  }
  if (durationMs >= DAY_MS) {
    const [days, hours] = [Math.floor(durationMs / DAY_MS), Math.floor((durationMs % DAY_MS) / HOUR_MS)]
    return chinese ? `${days} 天 ${hours} 小时` : `${days} d ${hours} h`
  }
  const [hours, minutes] = [Math.floor(durationMs / HOUR_MS), Math.floor((durationMs % HOUR_MS) / MINUTE_MS)]
  return chinese ? `${hours} 小时 ${minutes} 分` : `${hours} h ${minutes} min`
}
