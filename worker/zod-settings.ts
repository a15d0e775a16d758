// Keeps zod from compiling schemas with `new Function`, which Workers forbid. A schema looks at the setting when it is made, so the entry
// imports this file before all others. (A module of our own that re-exports zod would make the bundle 360 kB larger: every language's
// messages come along.)
import * as z from 'zod'

z.config({ jitless: true })
