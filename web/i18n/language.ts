// The language of the page: what the URL says, else what was chosen before, else what the browser prefers.
import { signal } from '@preact/signals'

export type Language = 'en' | 'zh-CN'

/** The first segment of a path in each language. */
export const LANGUAGE_SEGMENTS = { en: 'en', 'zh-CN': 'zh' } as const satisfies Record<Language, string>

const STORAGE_KEY = 'samsa.language'

export const language = signal<Language>('en')

export function languageOfSegment(segment: string | undefined): Language | null {
  if (segment === 'zh') return 'zh-CN'
  return segment === 'en' ? 'en' : null
}

/** The language for somebody whose URL says none. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(STORAGE_KEY)
  if (chosen === 'en' || chosen === 'zh-CN') return chosen
  return navigator.languages.some((name) => name.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en'
}

export function useLanguage(chosen: Language): void {
  localStorage.setItem(STORAGE_KEY, chosen)
  applyLanguage(chosen)
}

export function applyLanguage(chosen: Language): void {
  language.value = chosen
  document.documentElement.lang = chosen
}
