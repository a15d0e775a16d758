// A part of the page that is loaded when it is first shown.
import { useSignal } from '@preact/signals'
import type { ComponentType, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { text } from './text.ts'

/**
 * `lazy(() => import('./stage.tsx').then((module) => module.Stage))`
 * @param waiting what is said meanwhile: nothing where nobody waits for the part.
 */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: 'told' | 'silent' = 'told',
): (props: Props) => JSX.Element {
  let loaded: ComponentType<Props> | null = null
  return function Lazy(props: Props): JSX.Element {
    const state = useSignal<'loading' | 'loaded' | 'failed'>(loaded === null ? 'loading' : 'loaded')
    useEffect(() => {
      if (loaded !== null) return
      const show = async (): Promise<void> => {
        try {
          loaded = await load()
          state.value = 'loaded'
        } catch {
          // The network, or a version of the page that is not served any more: both mend with a reload.
          state.value = 'failed'
        }
      }
      void show()
    }, [state])
    if (state.value === 'failed') {
      return (
        <p class="notice" data-tone="bad" role="alert">
          {text.notLoaded}
        </p>
      )
    }
    const Component = loaded
    if (state.value === 'loading' || Component === null) {
      if (waiting === 'silent') return <></>
      return (
        <p class="quiet" role="status">
          {text.loading}
        </p>
      )
    }
    return <Component {...props} />
  }
}
