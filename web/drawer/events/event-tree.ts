// What an event led to: its effects, theirs, and so on, as a tree that is cut where it grows beyond what somebody reads.
import type { ClusterEvent } from '../../data/shapes.ts'

export type Effects = { readonly event: ClusterEvent; readonly effects: readonly Effects[] }

export type EventTree = {
  readonly effects: readonly Effects[]
  /** Effects that are not in the tree. */
  readonly hiddenCount: number
}

const MAX_NODES = 40

/** All effects of an event happen in one step, so they stand close behind it. */
export const MAX_LOOKED_AT = 5_000

type Node = { readonly event: ClusterEvent; readonly effects: Node[] }

/** @param behind the events behind it, in order, at most MAX_LOOKED_AT. */
export function effectsOf(root: ClusterEvent, behind: readonly ClusterEvent[]): EventTree {
  const top: Node = { event: root, effects: [] }
  const nodes = new Map<number, Node>([[root.sequence, top]])
  const hidden = new Set<number>()
  for (const event of behind) {
    const { caused_by: cause, sequence } = event
    if (cause === null) continue
    const parent = nodes.get(cause)
    if (parent === undefined && !hidden.has(cause)) continue
    if (parent === undefined || nodes.size > MAX_NODES) {
      hidden.add(sequence)
      continue
    }
    const node: Node = { event, effects: [] }
    parent.effects.push(node)
    nodes.set(sequence, node)
  }
  return { effects: top.effects, hiddenCount: hidden.size }
}
