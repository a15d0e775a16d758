// In which language the command speaks: --lang, or else that of the terminal.

import type { Environment } from '../client/proxy.ts'
import { english, type Strings } from './strings.en.ts'
import { chinese } from './strings.zh-cn.ts'

const LANGUAGES: Readonly<Record<string, Strings>> = { en: english, 'zh-CN': chinese }

export const LANGUAGE_NAMES = Object.keys(LANGUAGES)

/** The strings of a language that was asked for by its name; null when there is none of that name. */
export function stringsNamed(name: string): Strings | null {
  return LANGUAGES[name] ?? null
}

/** The strings for a terminal. LC_ALL beats LC_MESSAGES, and that LANG, as POSIX has it. */
export function stringsFor(environment: Environment): Strings {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return /^zh\b|^zh_/i.test(locale) ? chinese : english
}
