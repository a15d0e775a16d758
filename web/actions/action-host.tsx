// What every page of a sandbox has once: the dialog of the action that is asked for, the keys of the actions, and what is said about both.
import { computed, useSignalEffect } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { SandboxSession } from '../data/session.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { ActionDialog } from './action-dialog.tsx'
import { placeOf } from './actions.ts'
import type { Action } from './actions.ts'
import { actionsOf, clusterActions } from './actions-of.ts'
import { keyRefusal, openedAction, runByKey, said } from './run-action.ts'
import { isMapOpen, ShortcutMap } from './shortcut-map.tsx'
import { followKeyboard, MAP_KEY, registerShortcut } from './shortcuts.ts'
import { text } from './text.ts'
import './actions.css'

export function ActionHost(): JSX.Element {
  const session = useSession()
  useActionKeys(session)
  useEffect(followKeyboard, [])
  useEffect(() => registerShortcut({ key: MAP_KEY, label: () => text.openMap, run: () => (isMapOpen.value = true) }), [])
  const action = openedAction.value
  return (
    <>
      {action !== null && <ActionDialog key={action.id} action={action} onClose={() => (openedAction.value = null)} />}
      {isMapOpen.value && <ShortcutMap onClose={() => (isMapOpen.value = false)} />}
      <p class="visually-hidden" role="status">
        {said.value}
      </p>
      <KeyRefusal />
    </>
  )
}

function KeyRefusal(): JSX.Element | null {
  const refusal = keyRefusal.value
  if (refusal === null) return null
  return (
    <div class="action-toast card">
      {typeof refusal === 'string' ? <p role="alert">{refusal}</p> : <ProblemNotice problem={refusal} />}
      <button type="button" class="button" data-look="plain" aria-label={text.dismiss} onClick={() => (keyRefusal.value = null)}>
        ✕
      </button>
    </div>
  )
}

/** The keys of what is selected, and of the cluster. They are registered anew only when they mean something else. */
function useActionKeys(session: SandboxSession): void {
  const { actions, meaning } = useMemo(() => {
    const keyed = computed(() => keyedActions(session))
    return { actions: keyed, meaning: computed(() => keyed.value.map(({ key, id, label }) => `${key} ${id} ${label}`).join('\n')) }
  }, [session])
  useSignalEffect(() => {
    const ends = meaning.value === '' ? [] : actions.peek().map((action) => register(session, action, () => actions.peek()))
    return () => {
      for (const end of ends) end()
    }
  })
}

type KeyedAction = Action & { readonly key: string }

function keyedActions(session: SandboxSession): readonly KeyedAction[] {
  const place = placeOf(session)
  if (place === null || session.kind === 'snapshot') return []
  const selection = session.selection.value
  const all = [...clusterActions(place), ...(selection === null ? [] : actionsOf(place, selection))]
  return all.filter((action): action is KeyedAction => action.key !== undefined)
}

/** A key does what the action is when it is pressed: its form may know more by then. */
function register(session: SandboxSession, { id, key, label }: KeyedAction, current: () => readonly KeyedAction[]): () => void {
  const isOfSelection = !id.startsWith('cluster.')
  return registerShortcut({
    key,
    label: () => (isOfSelection ? text.runSelected(label) : label),
    run: () => {
      const action = current().find((one) => one.id === id)
      if (action !== undefined) void runByKey(session, action)
    },
  })
}
