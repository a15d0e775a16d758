// The first step of every npm script: `node cli/bootstrap.mjs cli/<name>.ts [arguments]`. It installs what is missing and hands over to
// the Node.js that package.json pins, so that a fresh clone on a machine with Node 20 needs nothing but npm. This file is plain
// JavaScript and imports only what Node 20 has, since at this point nothing is installed yet.

import { spawn } from 'node:child_process'
import { existsSync, statSync, utimesSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const pinnedNode = join(root, 'node_modules/node/bin/node')
const lockfile = join(root, 'package-lock.json')
/** npm writes this file as the last act of an installation, so its age is the age of node_modules. */
const installedMark = join(root, 'node_modules/.package-lock.json')
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** How often to look whether npm is still there. There is no event for the death of a parent. */
const PARENT_CHECK_MS = 250

function isInstalled() {
  if (!existsSync(installedMark) || !existsSync(pinnedNode)) return false
  return !existsSync(lockfile) || statSync(installedMark).mtimeMs >= statSync(lockfile).mtimeMs
}

/** Runs a program to its end and resolves to its exit code, with 128 + n for signal n as shells do. Signals are passed on to it. */
function run(command, args, options) {
  const child = spawn(command, args, { cwd: root, ...options })
  const passOn = signals.map((signal) => {
    const listener = () => child.kill(signal)
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  const stopWatching = watchParent(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      stopWatching()
      for (const stop of passOn) stop()
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

/** Calls back when npm was killed in a way that it could not pass on. Started by hand instead, nobody promised that the shell stays. */
function watchParent(parentIsGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    parentIsGone()
  }, PARENT_CHECK_MS)
  return () => clearInterval(timer)
}

/**
 * `npm install --no-save` takes the versions of the lockfile and leaves the lockfile alone. `npm ci` would do the same, but it refuses a
 * lockfile that lacks an optional package of some other platform, which is what npm writes when a registry does not carry that package.
 */
async function install() {
  process.stderr.write('Installing the dependencies of Samsa, which takes about a minute…\n')
  // What npm says goes to stderr: the output of a script belongs to the script.
  const code = await run('npm', ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'], { stdio: ['inherit', 2, 2] })
  if (code !== 0) {
    process.stderr.write('npm install failed, so nothing was started. The reason stands above.\n')
    process.exit(code)
  }
  // npm leaves the mark as it is if there was nothing to do, and then the next start would install again.
  const now = new Date()
  utimesSync(installedMark, now, now)
}

const [script, ...args] = process.argv.slice(2)
if (script === undefined) {
  process.stderr.write('Usage: node cli/bootstrap.mjs cli/<name>.ts [arguments]\n')
  process.exit(2)
}
if (!isInstalled()) await install()

// The fourth channel tells the script when this process is killed: it closes. See cli/parent.ts.
const code = await run(pinnedNode, ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter) },
})
process.exit(code)
