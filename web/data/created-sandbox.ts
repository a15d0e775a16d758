// A sandbox that was just made, by the button, as a fork or from a file: this browser keeps both of its keys, which are shown only once.
import { rememberKey } from './keys.ts'
import { rememberRecent } from './recent.ts'
import type { CreatedSandbox } from './shapes.ts'

export function rememberCreated(created: CreatedSandbox): void {
  const { id, keys } = created
  rememberKey(id, keys.owner)
  rememberKey(id, keys.observe)
  rememberRecent(created)
}
