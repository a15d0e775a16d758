// What every command of a sandbox is given.

import { SandboxApi } from '../client/sandbox-api.ts'
import { sandboxAddress } from '../client/sandbox-address.ts'
import type { CommonFlags } from './flags.ts'
import type { Strings } from './strings.en.ts'
import type { Terminal } from './terminal.ts'

export type CommandContext = {
  readonly terminal: Terminal
  readonly strings: Strings
}

/** The API of the sandbox that was meant. A sandbox that stands alone as an argument is as good as the option. */
export function apiOf(context: CommandContext, flags: CommonFlags, argument?: string): SandboxApi {
  const { environment } = context.terminal
  const wanted = { sandbox: argument ?? flags.sandbox, server: flags.server }
  return new SandboxApi(sandboxAddress(wanted, environment, context.strings), environment, context.strings)
}
