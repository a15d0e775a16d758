// Apache Kafka's jars from Maven Central, for its Java client and its command-line tools.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../cache.ts'
import { isInstalled, lastWords, runProgram } from '../program.ts'

const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
const DOWNLOAD_TIME_LIMIT_MS = 900_000

const here = import.meta.dirname

/** A class path, or why there is none. */
export async function kafkaJars(): Promise<{ readonly classPath: string } | { readonly problem: string }> {
  for (const [command, versionArgument] of [
    ['java', '-version'],
    ['javac', '-version'],
    ['mvn', '-version'],
  ] as const) {
    if (!(await isInstalled(command, versionArgument))) return { problem: `${command} is not installed.` }
  }
  const pom = join(here, 'pom.xml')
  const jars = await cached('kafka-jars', [pom], async (folder) => {
    const args = ['-q', '-B', '-f', pom, COPY_DEPENDENCIES, `-DoutputDirectory=${folder}`]
    const end = await runProgram('mvn', args, { timeLimitMs: DOWNLOAD_TIME_LIMIT_MS })
    return end.code === 0 ? null : `Maven could not get Kafka's jars: ${lastWords(end, 3)}`
  })
  return 'problem' in jars ? jars : { classPath: join(jars.folder, '*') }
}

/** The Java program beside this file, compiled: the class path that it runs with, or why it does not compile. */
export async function compiled(classPath: string): Promise<{ readonly classPath: string } | { readonly problem: string }> {
  const sources = readdirSync(here)
    .filter((name) => name.endsWith('.java'))
    .map((name) => join(here, name))
  const classes = await cached('java-classes', sources, async (folder) => {
    const end = await runProgram('javac', ['-Xlint:all,-processing,-try,-path', '-d', folder, '-cp', classPath, ...sources])
    return end.code === 0 ? null : lastWords(end)
  })
  return 'problem' in classes ? classes : { classPath: `${classes.folder}:${classPath}` }
}
