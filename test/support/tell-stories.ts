// Stories on the real server: each by itself, and then all at once on a server that is killed between every two of their steps.
import { afterAll, describe, expect, it } from 'vitest'
import { StorySandbox } from '../stories/story.ts'
import type { Story } from '../stories/story.ts'
import { ask, makeSandbox } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

let server: Promise<Server> | null = null

function running(): Promise<Server> {
  server ??= startServer()
  return server
}

/** Asks whichever server runs at the moment. */
async function begin({ sandbox = {} }: Story): Promise<StorySandbox> {
  const { origin } = await running()
  const { id, owner } = await makeSandbox(origin, { clock: { mode: 'manual' }, seed: 1, ...sandbox })
  return new StorySandbox(async (method, path, asked) => ask((await running()).origin, method, path, asked), id, owner)
}

async function tell({ title, steps }: Story, index: number, kafka: StorySandbox): Promise<void> {
  const step = steps[index]
  await step?.run(kafka).catch((cause: unknown) => {
    throw new Error(`${title}: ${step.does}`, { cause })
  })
}

/** The tests of a file that tells these stories. */
export function tellStories(stories: readonly Story[]): void {
  afterAll(async () => (await server)?.kill('SIGKILL'))

  describe('a story', () => {
    for (const story of stories) {
      it(story.title, async () => {
        const kafka = await begin(story)
        for (const step of story.steps) await step.run(kafka)
      })
    }
  })

  describe('all stories', () => {
    it('go on where they were when the server is killed between their steps', async () => {
      const told = await Promise.all(stories.map(async (story) => ({ story, kafka: await begin(story) })))
      const longest = Math.max(...stories.map(({ steps }) => steps.length))
      for (let round = 0; round < longest; round++) {
        for (const { story, kafka } of told) await tell(story, round, kafka)
        const { dataDir, kill } = await running()
        await kill('SIGKILL')
        server = startServer({ dataDir })
      }
      expect(longest).toBeGreaterThan(3)
    })
  })
}
