// Making a sandbox of one's own from something, and going there: for the buttons and the key that do so.
import { useSignal } from '@preact/signals'
import { go } from '../app/location.ts'
import { Api } from '../data/api.ts'
import type { ApiCall, Problem } from '../data/api.ts'
import { rememberCreated } from '../data/created-sandbox.ts'
import type { CreatedSandbox } from '../data/shapes.ts'

export type Fork = { readonly run: () => Promise<void>; readonly isForking: boolean; readonly problem: Problem | null }

/** @param accessKey what the call is made with; a snapshot needs none. */
export function useFork(call: ApiCall, accessKey: string | null): Fork {
  const isForking = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const run = async (): Promise<void> => {
    if (isForking.value) return
    isForking.value = true
    problem.value = null
    const made = await new Api(accessKey).act<CreatedSandbox>(call)
    isForking.value = false
    if (!made.ok) {
      problem.value = made.problem
      return
    }
    rememberCreated(made.value)
    go({ page: 'sandbox', sandboxId: made.value.id, sub: { view: 'stage' } })
  }
  return { run, isForking: isForking.value, problem: problem.value }
}
