// The query parameters that every list takes.
import * as z from 'zod'
import { MAX_PAGE_SIZE } from '../limits.ts'

export const pageQuery = z.object({
  page_size: z
    .string()
    .regex(/^\d{1,9}$/, 'page_size must be a whole number.')
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_PAGE_SIZE))
    .optional()
    .meta({ description: 'At most so many entries; `next` then leads on. Without it, the list comes whole.' }),
  page_token: z.string().optional().meta({ description: 'Where to go on, from the `next` of the page before.' }),
})

export type PageQuery = z.output<typeof pageQuery>
