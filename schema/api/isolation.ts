// Which records a reader is shown: those that are committed, or all.
import * as z from 'zod'
import type { IsolationLevel } from '../kafka/requests/fetch.ts'

export const isolation = z.enum(['read_uncommitted', 'read_committed'] satisfies IsolationLevel[])
