import { afterEach, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import { formatBytes, formatDuration } from './format.ts'
import { language } from './language.ts'

afterEach(() => {
  language.value = 'en'
})

const text = catalogue({
  kill: ['Kill', '强制终止'],
  down: [(brokerId: number) => `Broker ${brokerId} is down.`, (brokerId: number) => `broker ${brokerId} 已停止。`],
})

it('says everything in the language of the moment', () => {
  expect([text.kill, text.down(2)]).toEqual(['Kill', 'Broker 2 is down.'])
  language.value = 'zh-CN'
  expect([text.kill, text.down(2)]).toEqual(['强制终止', 'broker 2 已停止。'])
})

it('does not compile without one of the languages', () => {
  // @ts-expect-error -- the Chinese is missing
  expect(() => catalogue({ kill: ['Kill'] })).not.toThrow()
  // @ts-expect-error -- one language has a value where the other has a sentence
  expect(() => catalogue({ kill: ['Kill', (id: number) => `${id}`] })).not.toThrow()
})

it('writes durations and sizes as people do', () => {
  expect([formatDuration(250), formatDuration(4_200), formatDuration(200_000), formatDuration(83_400_000)]).toEqual([
    '250 ms',
    '4.2 s',
    '3 min 20 s',
    '23 h 10 min',
  ])
  expect([formatBytes(900), formatBytes(1_536), formatBytes(1024 ** 3)]).toEqual(['900 B', '1.5 KiB', '1 GiB'])
  language.value = 'zh-CN'
  expect(formatDuration(200_000)).toBe('3 分 20 秒')
})
