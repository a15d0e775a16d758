// A fork on its way, for the buttons and the key that make one.
import { useSignal } from '@preact/signals'
import { Api } from '../data/api.ts'
import type { ApiCall, Problem } from '../data/api.ts'
import { openMade } from './open-made.ts'

export type Fork = { readonly run: () => Promise<void>; readonly isForking: boolean; readonly problem: Problem | null }

/** @param accessKey what the call is made with; a snapshot needs none. */
export function useFork(call: ApiCall, accessKey: string | null): Fork {
  const isForking = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const run = async (): Promise<void> => {
    if (isForking.value) return
    isForking.value = true
    problem.value = await openMade(new Api(accessKey), call)
    isForking.value = false
  }
  return { run, isForking: isForking.value, problem: problem.value }
}
