// What an application does: how many records, how often, with which keys and payloads. Chance comes from the cluster's own generator, so the
// same seed gives the same records.
import type { DeepReadonly } from '../deep-readonly.ts'
import type { Random } from '../random.ts'

export type KeyDistribution =
  | { readonly kind: 'none' }
  /** key-0, key-1 and so on, in turn. */
  | { readonly kind: 'roundRobin'; readonly count: number }
  | { readonly kind: 'uniform'; readonly count: number }
  /** The key of rank r comes with a weight of 1 / r^exponent. */
  | { readonly kind: 'zipf'; readonly count: number; readonly exponent: number }
  /** key-0 has this share of all records, the others what is left in equal parts. */
  | { readonly kind: 'hot'; readonly count: number; readonly share: number }

export type Workload = {
  readonly recordsPerSecond: number
  /** How many records a process makes by itself before it closes; 0 leaves all to somebody's hand, and it stays. */
  readonly count: number
  readonly keys: KeyDistribution
  /** A template; null makes tombstones. */
  readonly value: string | null
  /** Templates, too. */
  readonly headers: readonly (readonly [key: string, value: string])[]
  /** Records of each transaction; 0 without transactions. */
  readonly recordsPerTransaction: number
  /** Every so manieth transaction is aborted; 0 for none. */
  readonly abortEvery: number
}

export type TemplateFacts = { readonly sequence: number; readonly key: string | null; readonly nowMs: number; readonly topic: string }

/** Of a producer that sends only what it is given. */
export const NO_WORKLOAD: Workload = {
  recordsPerSecond: 1,
  count: 0,
  keys: { kind: 'none' },
  value: null,
  headers: [],
  recordsPerTransaction: 0,
  abortEvery: 0,
}

const TWO_TO_32 = 2 ** 32

/** When the record after this one is due. A thread that was kept waiting does not catch up. */
export function nextRecordMs({ recordsPerSecond }: Pick<Workload, 'recordsPerSecond'>, dueMs: number, nowMs: number): number {
  return Math.max(dueMs + Math.max(1, Math.round(1000 / recordsPerSecond)), nowMs)
}

/** `made` counts the records before this one. */
export function drawKey(keys: DeepReadonly<KeyDistribution>, made: number, random: () => Random): string | null {
  switch (keys.kind) {
    case 'none':
      return null
    case 'roundRobin':
      return `key-${made % keys.count}`
    case 'uniform':
      return `key-${random().below(keys.count)}`
    case 'zipf':
      return `key-${drawRank(keys.count, keys.exponent, fraction(random()))}`
    case 'hot':
      return `key-${keys.count === 1 || fraction(random()) < keys.share ? 0 : 1 + random().below(keys.count - 1)}`
  }
}

function drawRank(count: number, exponent: number, share: number): number {
  let total = 0
  for (let rank = 1; rank <= count; rank++) total += rank ** -exponent
  let left = share * total
  for (let rank = 1; rank < count; rank++) {
    left -= rank ** -exponent
    if (left < 0) return rank - 1
  }
  return count - 1
}

function fraction(random: Random): number {
  return random.nextUint32() / TWO_TO_32
}

const PLACEHOLDER = /\{\{([a-z]+)(?::([0-9]{1,6}))?\}\}/g

/** What is wrong with a template, in a sentence; null when nothing is. */
export function refuseTemplate(template: string, maxCharacters: number): string | null {
  let characters = template.length
  for (const [whole, name = '', argument] of template.matchAll(PLACEHOLDER)) {
    if (!(name in PLACEHOLDERS)) return `${whole} is no placeholder: there are ${Object.keys(PLACEHOLDERS).join(', ')}.`
    const needsArgument = name === 'random' || name === 'pad'
    if (needsArgument !== (argument !== undefined))
      return needsArgument ? `${whole} needs a number, as in {{${name}:8}}.` : `${whole} takes no number.`
    if (name === 'random' && Number(argument) < 1) return `${whole} draws from nothing: the number is at least 1.`
    characters += name === 'pad' ? Number(argument) : MOST_CHARACTERS
  }
  return characters > maxCharacters
    ? `A template may give at most ${maxCharacters} characters, and this one could give ${characters}.`
    : null
}

/** No placeholder but {{pad}} and {{key}} gives more; keys are shorter. */
const MOST_CHARACTERS = 40

type Placeholder = (facts: TemplateFacts, argument: number, random: () => Random) => string

const PLACEHOLDERS: Readonly<Record<string, Placeholder>> = {
  sequence: ({ sequence }) => String(sequence),
  key: ({ key }) => key ?? '',
  now: ({ nowMs }) => String(Math.floor(nowMs)),
  topic: ({ topic }) => topic,
  /** A whole number below the argument. */
  random: (_, argument, random) => String(random().below(argument)),
  uuid: (_, _argument, random) => uuidOf(random()),
  /** So many characters, for records of a size. */
  pad: (_, argument) => 'x'.repeat(argument),
}

/** Fills in a template. Unknown placeholders were refused before. */
export function render(template: string, facts: TemplateFacts, random: () => Random): string {
  return template.replaceAll(PLACEHOLDER, (whole: string, name: string, argument: string | undefined) => {
    return PLACEHOLDERS[name]?.(facts, Number(argument ?? 0), random) ?? whole
  })
}

/** Random bits in hexadecimal, eight digits for each draw. */
export function randomHex(random: Random, digits: number): string {
  let text = ''
  while (text.length < digits) text += random.nextUint32().toString(16).padStart(8, '0')
  return text.slice(0, digits)
}

function uuidOf(random: Random): string {
  const hex = randomHex(random, 32)
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-')
}
