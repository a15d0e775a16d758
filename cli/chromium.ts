// The browser of the tests: Debian's Chromium. Where it is missing and can be installed, `npm test` installs it; where it cannot, the tests
// that need it are skipped, and say why.

import { existsSync } from 'node:fs'
import { runTool } from './run-tool.ts'

export const CHROMIUM = '/usr/bin/chromium'

/** Chinese has to be looked at too, and a fresh machine has no font for it. */
const PACKAGES = ['chromium', 'fonts-noto-cjk']

/** Installs what is missing. Null when the browser is there, else one sentence why it is not. */
export async function installChromium(): Promise<string | null> {
  if (existsSync(CHROMIUM)) return null
  if (!existsSync('/usr/bin/apt-get')) return `There is no ${CHROMIUM}, and this machine has no apt-get to install it with.`
  if (process.getuid?.() !== 0) return `There is no ${CHROMIUM}. Install it: sudo apt-get install ${PACKAGES.join(' ')}`
  console.log(`Installing ${PACKAGES.join(' and ')} for the tests in a browser, which takes about a minute…`)
  const environment = { DEBIAN_FRONTEND: 'noninteractive' }
  // A machine that never asked for a package has no list of them.
  await runTool('apt-get', ['update', '-q'], { output: 'keep', environment })
  const { code, output } = await runTool('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], {
    output: 'keep',
    environment,
  })
  return code === 0 && existsSync(CHROMIUM) ? null : `apt-get could not install ${PACKAGES.join(' and ')}:\n${output.trimEnd()}`
}
