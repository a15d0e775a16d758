// `samsa open`: the address of the sandbox for a browser, with the key in it.

import { spawn } from 'node:child_process'
import type { SandboxApi } from '../client/sandbox-api.ts'
import { RefusalError } from '../client/sandbox-api.ts'
import { apiOf, type CommandContext } from './context.ts'
import { usageError, type ReadFlags } from './flags.ts'
import { tell, writeJson, writeLine, type Terminal } from './terminal.ts'

type Sandbox = { readonly urls: { readonly page: string; readonly v1: string } }

export async function open(context: CommandContext, { flags, positionals }: ReadFlags<'open'>): Promise<number> {
  const { terminal, strings } = context
  const [sandbox, surplus] = positionals
  if (surplus !== undefined) throw usageError(strings.tooManyArguments(surplus))
  const api = apiOf(context, flags, sandbox)
  const { urls } = await api.ask<Sandbox>('GET', api.sandbox())
  const { key } = api.address
  // Behind # a key stays in the browser. A server of the API alone has no page that would read it from there.
  const url = (await hasPage(api, urls.page)) ? `${urls.page}#k=${key}` : `${urls.v1}?key=${key}`
  await (flags.json === true ? writeJson(terminal, { url }) : writeLine(terminal, url))
  // Whoever reads the address through a pipe, or on a machine without a screen, wants the address.
  const wantsBrowser = flags.print !== true && flags.json !== true && isScreen(terminal)
  if (wantsBrowser) tell(terminal, (await browse(url)) ? strings.opening : strings.noBrowser)
  return 0
}

async function hasPage(api: SandboxApi, page: string): Promise<boolean> {
  try {
    const message = api.start('HEAD', new URL(page).pathname, {})
    message.end()
    await api.textOf(await api.answerTo(message))
    return true
  } catch (cause) {
    if (cause instanceof RefusalError) return false
    throw cause
  }
}

function isScreen({ output, environment }: Terminal): boolean {
  const hasWindows = process.platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
  return hasWindows && 'isTTY' in output && output.isTTY === true
}

/** Whether a browser was started. What it does with the address is its own affair. */
function browse(url: string): Promise<boolean> {
  const [program, ...args] = opener(url)
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

function opener(url: string): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', url]
  return process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler', url] : ['xdg-open', url]
}
