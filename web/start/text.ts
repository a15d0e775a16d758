import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  start: ['Start a sandbox', '启动一个沙箱'],
  starting: ['Starting three brokers…', '正在启动三个 broker…'],
  sandboxName: ['My sandbox', '我的沙箱'],
  retryAfter: [(seconds: number) => `Try again in ${seconds} seconds.`, (seconds: number) => `请在 ${seconds} 秒后重试。`],
  noTraffic: ['The sandbox stands, but its traffic could not be started.', '沙箱已建好，但未能启动其中的流量。'],
  openAnyway: ['Open it as it is', '直接打开'],

  recent: ['Opened lately in this browser', '本浏览器最近打开的沙箱'],
  openedAt: [(date: string) => `opened ${date}`, (date: string) => `打开于 ${date}`],
  archived: ['expired, kept as a snapshot', '已过期，已存成快照'],
  gone: ['gone', '已不存在'],
  forget: [(name: string) => `Remove ${name} from this list`, (name: string) => `从列表中移除 ${name}`],
})
