// The sandbox's clock: reading it, holding it, moving it on.
import * as z from 'zod'
import { MAX_CLOCK_ADVANCE_MS } from '../limits.ts'

export const clockMode = z.enum(['realtime', 'manual']).meta({
  description: 'With `manual`, time stands still until somebody moves it on. Everything in Kafka that waits, waits on this clock.',
})

const advanceMs = z
  .int()
  .min(0, 'The clock never goes back: advance_ms is 0 or more.')
  .max(MAX_CLOCK_ADVANCE_MS)
  .meta({ description: 'Moves the clock on by so many milliseconds. What is due on the way happens, each at its own time.' })

export const changeClockBody = z
  .strictObject({
    mode: clockMode.optional(),
    advance_ms: advanceMs.optional(),
    step: z.literal('event').optional().meta({ description: 'Moves the clock on to the next thing that is due, and lets it happen.' }),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'Give at least one of mode, advance_ms and step.')
  .refine(({ advance_ms: ms, step }) => ms === undefined || step === undefined, 'Give advance_ms or step, not both.')

export type ChangeClockBody = z.output<typeof changeClockBody>

const clockShape = {
  mode: clockMode,
  now: z.iso.datetime().meta({ description: "The cluster's time." }),
  now_ms: z.int(),
  next_due_ms: z.int().nullable().meta({ description: 'When the next thing is due, on this clock. Null when nothing waits for time.' }),
}

export const clock = z.object(clockShape).meta({ id: 'Clock' })

export const changedClock = z
  .object({
    ...clockShape,
    sequence: z.int().nullable().meta({ description: 'Of the last event that this caused. Null when nothing happened.' }),
    complete: z.boolean().meta({
      description: 'False when more was due than one call carries out: the clock stands where it got to. Move it again.',
    }),
  })
  .meta({ id: 'ChangedClock' })
