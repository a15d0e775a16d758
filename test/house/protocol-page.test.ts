// docs/protocol.md and its twin say what is served. After a change `npm run docs:protocol` writes them anew.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WIRE_APIS } from '../../worker/protocol/all-apis.ts'
import { NOT_DONE_IN_CHINESE } from '../../worker/protocol/page/not-done.zh-cn.ts'
import { protocolPage } from '../../worker/protocol/page/protocol-page.ts'
import { root } from './source-files.ts'

describe('the page about the protocol', () => {
  it('is up to date, in both languages', async () => {
    await expect(protocolPage('en')).toMatchFileSnapshot(join(root, 'docs/protocol.md'))
    await expect(protocolPage('zh-CN')).toMatchFileSnapshot(join(root, 'docs/protocol.zh-CN.md'))
  })

  it('translates the sentences of today and no others', () => {
    const said = new Set(WIRE_APIS.flatMap(({ notDone }) => notDone))
    expect(Object.keys(NOT_DONE_IN_CHINESE).filter((sentence) => !said.has(sentence))).toEqual([])
  })
})
