// Tells every story with one client, in one sandbox that a test file sets up.
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest'
import type { ClientAdapter } from '../adapters/client-adapter.ts'
import { tellAdminStories } from './admin-stories.ts'
import { tellConsumingStories } from './consuming-stories.ts'
import { tellFailureStories } from './failure-stories.ts'
import { tellGroupStories } from './group-stories.ts'
import { tellProducingStories } from './producing-stories.ts'
import { Stage } from './stage.ts'
import type { Setting } from './stage.ts'
import { tellTransactionStories } from './transaction-stories.ts'

/** @param open sets up a sandbox of three brokers; its end is awaited when all stories are told. */
export function tellClientStories(adapter: ClientAdapter, open: () => Promise<Setting>): void {
  let setting: Setting
  let stage: Stage
  const onStage = (): Stage => stage

  beforeAll(async () => {
    setting = await open()
  })
  beforeEach(() => {
    stage = new Stage(adapter, setting)
  })
  afterEach(() => stage.close())
  afterAll(() => setting.close())

  describe(adapter.name, () => {
    tellAdminStories(onStage)
    tellProducingStories(onStage)
    tellTransactionStories(onStage)
    tellConsumingStories(onStage)
    tellGroupStories(onStage, adapter.groupProtocols)
    tellFailureStories(onStage)
  })
}
