// The registry of sandboxes in D1: which ones exist, for operators and later for lists. No request for Kafka ever reads it.
// After a change here, `npm run db:generate` writes the next migration; migrations.ts then has to name it.
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const sandboxes = sqliteTable(
  'sandboxes',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** Milliseconds since the epoch. */
    createdAt: integer('created_at').notNull(),
    /** Milliseconds since the epoch; null for a sandbox that stays. */
    expiresAt: integer('expires_at'),
  },
  (table) => [index('sandboxes_by_expiry').on(table.expiresAt)],
)
