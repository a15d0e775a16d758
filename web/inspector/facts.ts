// What is known of something as a list of facts, each with its meaning. The tables beside them are for what comes in rows.
import type { Selection } from '../data/selection.ts'
import { formatNumber, formatTime } from '../i18n/format.ts'
import { factText, meaningText, valueText } from './fact-text.ts'

export type FactName = keyof typeof factText

export type Tone = 'good' | 'warn' | 'bad'

export type FactLink = { readonly label: string; readonly to: Selection }

export type Fact = {
  readonly name: FactName
  readonly label: string
  readonly value: string
  readonly meaning: string | null
  readonly tone?: Tone
  /** Instead of the value: what it names, to be looked at. */
  readonly links?: readonly FactLink[]
}

export type FactTable = {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly { readonly key: string; readonly cells: readonly string[]; readonly to: Selection | null }[]
}

export type Facts = { readonly facts: readonly Fact[]; readonly tables: readonly FactTable[] }

type More = Pick<Fact, 'tone' | 'links'>

export function fact(name: FactName, value: string | number, more: More = {}): Fact {
  const shown = typeof value === 'number' ? formatNumber(value) : value
  return { name, label: factText[name], value: shown, meaning: meaningOf(name), ...more }
}

/** A fact that is only told where there is something to tell. */
export function factIf(isTold: boolean, name: FactName, value: string | number, more: More = {}): Fact[] {
  return isTold ? [fact(name, value, more)] : []
}

export function yesNo(value: boolean): string {
  return value ? valueText.yes : valueText.no
}

/** Good or bad, in the tone of what is to be hoped for. */
export function toneOf(isGood: boolean, otherwise: Tone = 'bad'): { readonly tone: Tone } {
  return { tone: isGood ? 'good' : otherwise }
}

export function ids(list: readonly number[]): string {
  return list.length === 0 ? valueText.none : list.join(', ')
}

export function time(timeMs: number | null): string {
  return timeMs === null || timeMs <= 0 ? valueText.never : formatTime(timeMs)
}

export function brokerLink(brokerId: number): FactLink {
  return { label: valueText.broker(brokerId), to: { kind: 'broker', brokerId } }
}

const PROCESSES: Readonly<Record<string, () => string>> = {
  running: () => valueText.running,
  paused: () => valueText.paused,
  starting: () => valueText.starting,
  down: () => valueText.down,
}

export function processFact(process: string): Fact {
  const tone: Tone = process === 'running' ? 'good' : process === 'down' ? 'bad' : 'warn'
  return fact('process', PROCESSES[process]?.() ?? process, { tone })
}

function isExplained(name: string): name is keyof typeof meaningText {
  return name in meaningText
}

function meaningOf(name: FactName): string | null {
  return isExplained(name) ? meaningText[name] : null
}
