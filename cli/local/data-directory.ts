// The folder SAMSA_DATA and what lies in it:
//   objects/     workerd's databases of the sandboxes
//   d1/          the registry
//   secret       signs the keys of all sandboxes here; made once
//   local.json   id and keys of the ready sandboxes
//   ready/       the key of the sandbox that the ports of Kafka lead to
//   server/      the bundles and workerd's configuration of the last start; made anew each time
//   lock         held by the one process that serves this folder

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** 256 bits, the size of the HMAC-SHA-256 that signs the keys. */
const SECRET_BYTES = 32
/** An npm start that was just killed holds its lock until the system has buried it. */
const WAIT_FOR_LOCK_MS = 2000

export type DataDirectory = {
  readonly path: string
  readonly objectsDirectory: string
  readonly d1Directory: string
  readonly serverDirectory: string
  readonly readyDirectory: string
  readonly signingSecret: string
}

/** The locks of this process. One that nothing refers to would be closed by the garbage collector, and the folder be free for anybody. */
const heldLocks: DatabaseSync[] = []

/**
 * Makes the folder if needed and takes it for this process alone, for as long as it lives: two workerds over one SQLite file would each
 * give out the same offsets. Says in one line why it cannot be had.
 */
export function openDataDirectory(path: string): DataDirectory | { error: string } {
  const objectsDirectory = join(path, 'objects')
  const d1Directory = join(path, 'd1')
  const serverDirectory = join(path, 'server')
  const readyDirectory = join(path, 'ready')
  try {
    for (const directory of [objectsDirectory, d1Directory, serverDirectory, readyDirectory])
      mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (!lock(join(path, 'lock'))) {
      return { error: `${path} is in use by another npm start. Stop that one, or choose another folder: SAMSA_DATA=.samsa-2 npm start` }
    }
    return { path, objectsDirectory, d1Directory, serverDirectory, readyDirectory, signingSecret: readOrMakeSecret(join(path, 'secret')) }
  } catch (error) {
    return { error: `SAMSA_DATA cannot be used: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Writes a file that only this user can read, in one step: a crash leaves the old one or the new one, never half of one. */
export function writePrivately(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, text, { mode: 0o600, flush: true })
  renameSync(unfinished, file)
}

function readOrMakeSecret(file: string): string {
  if (!existsSync(file)) writePrivately(file, randomBytes(SECRET_BYTES).toString('base64url'))
  return readFileSync(file, 'utf8').trim()
}

/**
 * Takes the lock of an SQLite file until this process ends, since Node itself has no file locks. The operating system lets go of it even
 * after SIGKILL, which a file with a process number in it cannot promise. False if another process has it.
 */
function lock(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: WAIT_FOR_LOCK_MS })
  try {
    database.exec('BEGIN EXCLUSIVE')
    heldLocks.push(database)
    return true
  } catch (error) {
    database.close()
    if (error instanceof Error && /database is locked/.test(error.message)) return false
    throw error
  }
}
