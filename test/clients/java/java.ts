// Kafka's own Java client: the program beside this file, compiled and run on the machine's Java.
import { scriptSuite } from '../client-suite.ts'
import type { ClientSuite } from '../client-suite.ts'
import { compiled, kafkaJars } from './kafka-jars.ts'

export const java: ClientSuite = {
  name: 'java',
  async prepare() {
    const jars = await kafkaJars()
    if ('problem' in jars) return jars.problem
    const program = await compiled(jars.classPath)
    if ('problem' in program) throw new Error(program.problem)
    return scriptSuite('java', ['-cp', program.classPath, 'Main'])
  },
}
