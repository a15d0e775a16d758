// Something done to a node or an application, or a fault started or ended, as the callers of the RPC ask for it and are told of it.
import type { Engine, EngineResult } from '../engine/engine.ts'
import type { ActionAnswer, SandboxAction } from './rpc.ts'

export type ActionResult = EngineResult & { readonly answer: ActionAnswer }

/** Carries out an action. What is due at `nowMs` must be done already: the answer names the first record after it. */
export function carryOut(engine: Engine, action: SandboxAction, nowMs: number): ActionResult {
  const before = engine.cluster.recordSequence
  const { outcome, entries, replies } = engine.action({ ...action, nowMs })
  const sequence = entries.length === 0 ? before : before + 1
  const answer: ActionAnswer = outcome.ok
    ? { done: true, faultId: outcome.faultId, appId: outcome.appId ?? null, sequence }
    : { done: false, error: outcome.error, message: outcome.message }
  return { entries, replies, answer }
}
