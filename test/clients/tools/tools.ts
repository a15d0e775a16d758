// Kafka's own command-line tools, run as its scripts run them.
import type { ClientSuite, PreparedSuite } from '../client-suite.ts'
import { kafkaJars } from '../java/kafka-jars.ts'
import { clusterStories } from './cluster-stories.ts'
import { groupStories } from './group-stories.ts'
import { KafkaTools } from './kafka-tool.ts'
import type { ToolStories } from './kafka-tool.ts'
import { recordStories } from './record-stories.ts'
import { topicStories } from './topic-stories.ts'
import { transactionStories } from './transaction-stories.ts'

const STORIES: ToolStories = { ...topicStories, ...recordStories, ...groupStories, ...transactionStories, ...clusterStories }

export const tools: ClientSuite = {
  name: 'tools',
  async prepare() {
    const jars = await kafkaJars()
    return 'problem' in jars ? jars.problem : runStories(jars.classPath)
  },
}

function runStories(classPath: string): PreparedSuite {
  return async (server, tell) => {
    const kafka = new KafkaTools(server, classPath)
    try {
      for (const [story, run] of Object.entries(STORIES)) {
        const failure = await run(kafka).then(
          () => null,
          (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
        )
        tell({ story, failure })
      }
    } finally {
      kafka.close()
    }
  }
}
