// What somebody does to one node: the answer to :kill, :stop, :start, :pause, :resume and :crash-unflushed.
import * as z from 'zod'

/** The verbs of the URL. */
export const NODE_VERBS = ['kill', 'stop', 'start', 'pause', 'resume', 'crash-unflushed'] as const

export type NodeVerb = (typeof NODE_VERBS)[number]

/** A body that says nothing; one that says something is refused rather than overlooked. */
export const nodeActionBody = z.strictObject({}).optional()

export const nodeActionAnswer = z
  .object({
    broker_id: z.int().meta({ description: 'The broker, or the controller.' }),
    action: z.enum(NODE_VERBS),
    sequence: z.int().meta({ description: 'Of the event that the action caused.' }),
  })
  .meta({ id: 'NodeAction' })
