// Setting a config and going back to its default, as actions like all others. They work for topics, for one broker, and for all brokers.
import type { Action } from './actions.ts'
import { formAction } from './actions.ts'
import { makeForm, plainOptions } from './forms.ts'
import type { Field } from './forms.ts'
import { text } from './text.ts'

/** What of a config the actions need; the API's configs have it. */
export type EditableConfig = {
  readonly name: string
  readonly value: string | null
  readonly is_read_only: boolean
  /** Whether nobody has set it where it is edited. */
  readonly isUnset: boolean
}

/** What these can be; everything else is text. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'cleanup.policy': ['delete', 'compact', 'compact,delete'],
  'log.cleanup.policy': ['delete', 'compact', 'compact,delete'],
  'compression.type': ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'],
  'message.timestamp.type': ['CreateTime', 'LogAppendTime'],
  'log.message.timestamp.type': ['CreateTime', 'LogAppendTime'],
}

/** @param path of the list that the config is in, such as `/v3/clusters/…/topics/orders/configs`. */
export function configActions(path: string, config: EditableConfig, hint: string | null): Action[] {
  if (config.is_read_only) return []
  const address = `${path}/${encodeURIComponent(config.name)}`
  const form = makeForm({
    fields: () => [{ ...valueField(config), ...(hint === null ? {} : { hint }) }],
    call: (values) => ({ method: 'PUT', path: address, body: { value: values['value'] ?? '' } }),
  })
  const set = formAction({ id: `config.set.${config.name}`, label: text.setConfig(config.name) }, form)
  const reset: Action = {
    id: `config.reset.${config.name}`,
    label: text.resetConfig(config.name),
    call: { method: 'DELETE', path: address },
  }
  return config.isUnset ? [set] : [set, reset]
}

function valueField({ name, value }: EditableConfig): Field {
  const initial = value ?? ''
  const choices = initial === 'true' || initial === 'false' ? ['true', 'false'] : CHOICES[name]
  const field = { name: 'value', label: name, initial }
  if (choices === undefined) return { ...field, kind: 'text' }
  return { ...field, kind: 'choice', options: plainOptions(choices.includes(initial) ? choices : [initial, ...choices]) }
}
