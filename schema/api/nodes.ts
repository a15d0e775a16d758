// What somebody does to one node: the answer to :kill, :stop, :start, :pause, :resume and :crash-unflushed.
import * as z from 'zod'
import { MAX_CLOCK_ADVANCE_MS } from '../limits.ts'

/** The verbs of the URL. */
export const NODE_VERBS = ['kill', 'stop', 'start', 'pause', 'resume', 'crash-unflushed'] as const

export type NodeVerb = (typeof NODE_VERBS)[number]

/** A body that says nothing; one that says something is refused rather than overlooked. */
export const nodeActionBody = z.strictObject({}).optional()

/** What takes a node away may give it back. */
export const nodeAwayBody = z
  .strictObject({
    duration_ms: z
      .int()
      .min(1)
      .max(MAX_CLOCK_ADVANCE_MS)
      .optional()
      .meta({ description: "After so long by the cluster's clock a paused node wakes, and one that is down starts." }),
  })
  .optional()

export const nodeActionAnswer = z
  .object({
    broker_id: z.int().meta({ description: 'The broker, or the controller.' }),
    action: z.enum(NODE_VERBS),
    sequence: z.int().meta({ description: 'Of the event that the action caused.' }),
  })
  .meta({ id: 'NodeAction' })
