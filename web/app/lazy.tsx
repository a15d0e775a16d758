// A part of the page that is loaded when it is first shown.
import { useSignal } from '@preact/signals'
import type { ComponentType, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { text } from './text.ts'

/** `lazy(() => import('./stage.tsx').then((module) => module.Stage))` */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): (props: Props) => JSX.Element {
  let loaded: ComponentType<Props> | null = null
  return function Lazy(props: Props): JSX.Element {
    const state = useSignal<'loading' | 'loaded' | 'failed'>(loaded === null ? 'loading' : 'loaded')
    useEffect(() => {
      if (loaded !== null) return
      load().then(
        (component) => {
          loaded = component
          state.value = 'loaded'
        },
        () => {
          state.value = 'failed'
        },
      )
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
      return (
        <p class="quiet" role="status">
          {text.loading}
        </p>
      )
    }
    return <Component {...props} />
  }
}
