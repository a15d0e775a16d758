// What the browser's tab and history call the page that is shown.
import { useEffect } from 'preact/hooks'
import { text } from './text.ts'

export function useTitle(name: string | null): void {
  const general = text.title
  useEffect(() => {
    document.title = name === null ? general : `${name} · Samsa`
    return () => {
      document.title = general
    }
  }, [name, general])
}
