// Where `npm run db:generate` finds the tables of the registry, and where it puts the migrations that bring a database to them.

import { defineConfig } from 'drizzle-kit'

export default defineConfig({ dialect: 'sqlite', schema: './schema/d1/tables.ts', out: './schema/d1/migrations' })
