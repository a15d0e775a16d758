// What a person prefers of the page's looks. It is kept in this browser; `auto` follows the system.
import { computed, effect, signal } from '@preact/signals'

export type Theme = 'auto' | 'light' | 'dark'
export type Motion = 'auto' | 'full' | 'reduced'

const systemReduces = signal(false)

export const theme = stored<Theme>('samsa.theme', ['auto', 'light', 'dark'])
export const motion = stored<Motion>('samsa.motion', ['auto', 'full', 'reduced'])

/** Without motion nothing flies: steps are highlighted instead. */
export const isMotionReduced = computed(() => (motion.value === 'auto' ? systemReduces.value : motion.value === 'reduced'))

/** Keeps the document as it is preferred from now on. */
export function followPreferences(): void {
  const query = matchMedia('(prefers-reduced-motion: reduce)')
  systemReduces.value = query.matches
  query.addEventListener('change', () => {
    systemReduces.value = query.matches
  })
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value
    document.documentElement.dataset['motion'] = isMotionReduced.value ? 'reduced' : 'full'
  })
}

function stored<Value extends string>(key: string, values: readonly [Value, ...Value[]]) {
  const kept = localStorage.getItem(key)
  const value = signal<Value>(values.find((one) => one === kept) ?? values[0])
  effect(() => localStorage.setItem(key, value.value))
  return value
}
