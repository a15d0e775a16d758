// librdkafka by Python's confluent-kafka: its package for Node.js downloads its binary from GitHub, which a machine behind a registry cannot reach.
import { join } from 'node:path'
import { cached } from '../cache.ts'
import { scriptSuite } from '../client-suite.ts'
import type { ClientSuite } from '../client-suite.ts'
import { isInstalled, lastWords, runProgram } from '../program.ts'

const here = import.meta.dirname
const INSTALL_TIME_LIMIT_MS = 300_000

export const librdkafka: ClientSuite = {
  name: 'librdkafka',
  async prepare() {
    if (!(await isInstalled('python3'))) return 'python3 is not installed.'
    const requirements = join(here, 'requirements.txt')
    const environment = await cached('librdkafka', [requirements], (folder) => install(folder, requirements))
    if ('problem' in environment) return environment.problem
    return scriptSuite(join(environment.folder, 'bin/python'), ['-B', join(here, 'main.py')])
  },
}

async function install(folder: string, requirements: string): Promise<string | null> {
  const made = await runProgram('python3', ['-m', 'venv', folder])
  if (made.code !== 0) return `Python cannot make an environment: ${lastWords(made, 3)}`
  const args = ['install', '--quiet', '--only-binary', ':all:', '-r', requirements]
  const installed = await runProgram(join(folder, 'bin/pip'), args, { timeLimitMs: INSTALL_TIME_LIMIT_MS })
  return installed.code === 0 ? null : `PyPI has no confluent-kafka for us: ${lastWords(installed, 3)}`
}
