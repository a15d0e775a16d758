// The validators that config definitions are made of. Each refuses with the sentence of the Kafka class it stands for.
// Source: ConfigDef.Range, ConfigDef.ValidString, ConfigDef.ValidList (KIP-1161), CompressionType.GZIP's level validator and
// ThrottledReplicaListValidator of Kafka 4.3.

import { invalidValueMessage, isList } from './config-definition.ts'
import type { ConfigValidator, ConfigValue } from './config-definition.ts'

/** A number not below `min`. */
export function atLeast(min: number): ConfigValidator {
  return range(min, null, `[${min},...]`)
}

/** A number from `min` to `max`, both allowed. NaN is neither below nor above, so Kafka lets it pass and so do we. */
export function between(min: number, max: number): ConfigValidator {
  return range(min, max, `[${min},...,${max}]`)
}

function range(min: number, max: number | null, text: string): ConfigValidator {
  return {
    text,
    problemOf(name, value, shown) {
      if (!isNumber(value)) return invalidValueMessage(name, shown, 'Value must be non-null')
      if (value < min) return invalidValueMessage(name, shown, `Value must be at least ${min}`)
      if (max !== null && value > max) return invalidValueMessage(name, shown, `Value must be no more than ${max}`)
      return null
    },
  }
}

/** A compression level, or one special value outside the range that means "the codec's own default". */
export function betweenOrEqualTo(min: number, max: number, special: number): ConfigValidator {
  return {
    text: `[${min},...,${max}] or ${special}`,
    problemOf(name, value, shown) {
      if (isNumber(value) && (value === special || (value >= min && value <= max))) return null
      return invalidValueMessage(name, shown, `Value must be between ${min} and ${max} or equal to ${special}`)
    },
  }
}

/** One of these strings, spelled exactly so. */
export function oneOf(...valid: readonly string[]): ConfigValidator {
  return {
    text: `[${valid.join(', ')}]`,
    problemOf(name, value, shown) {
      if (typeof value === 'string' && valid.includes(value)) return null
      return invalidValueMessage(name, shown, `String must be one of: ${valid.join(', ')}`)
    },
  }
}

/** A list, possibly empty, of these strings. */
export function listOf(...valid: readonly string[]): ConfigValidator {
  return {
    text: `[${valid.join(', ')}]`,
    dropsDuplicates: true,
    problemOf(name, value) {
      const wrong = listElements(value).find((element) => !valid.includes(element))
      if (wrong === '') return `Configuration '${name}' values must not be empty.`
      return wrong === undefined ? null : invalidValueMessage(name, wrong, `String must be one of: ${valid.join(', ')}`)
    },
  }
}

const REPLICA = /^(?:[0-9]+:[0-9]+)?$/
const REPLICA_LIST_TEXT = '[partitionId]:[brokerId],[partitionId]:[brokerId],...'

/** Replicas whose replication is throttled, or "*" for all of them. Empty elements are allowed, because Kafka allows them. */
export const throttledReplicaList: ConfigValidator = {
  text: REPLICA_LIST_TEXT,
  problemOf(name, value, shown) {
    const elements = listElements(value)
    if (elements.every((element) => REPLICA.test(element)) || elements.join('') === '*') return null
    const problem = `${name} must be the literal '*' or a list of replicas in the following format: ${REPLICA_LIST_TEXT}`
    return invalidValueMessage(name, shown, problem)
  },
}

function isNumber(value: ConfigValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function listElements(value: ConfigValue): readonly string[] {
  return isList(value) ? value : []
}
