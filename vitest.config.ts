// Pure layers run in plain Node in milliseconds. Only what is about the platform itself runs in workerd: *.worker.test.ts.
// test/e2e starts the real server as a user would. Time limits are only there so that a test that hangs ends: a machine may be ten times slower.
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['{schema,durable,worker,cli,web,bench}/**/*.test.ts', 'test/{oracle,house,wire}/**/*.test.ts'],
          exclude: ['**/*.worker.test.ts', 'node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: { name: 'workerd', include: ['{durable,worker}/**/*.worker.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      // One after another: a browser and a server use both cores.
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000 } },
    ],
  },
})
