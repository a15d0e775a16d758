// The Worker's entry: the app, and the class of the object that holds a sandbox. Wiring only.
// oxlint-disable-next-line no-unassigned-import -- the settings have to be made before any schema is
import './zod-settings.ts'
import { createApp } from './app.ts'
import { ENDPOINTS } from './endpoints.ts'

export { Sandbox } from '../durable/sandbox.ts'
export { KafkaDoor } from './protocol/tcp-door.ts'

export default createApp(ENDPOINTS)
