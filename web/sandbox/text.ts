import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  pages: ['Pages of this sandbox', '本沙箱的页面'],
  stage: ['Stage', '舞台'],
  topics: ['Topics', '主题'],
  messages: ['Messages', '消息'],
  groups: ['Groups', '消费者组'],
  transactions: ['Transactions', '事务'],
  snapshots: ['Snapshots', '快照'],
  connecting: ['Connecting…', '正在连接…'],
  reconnecting: ['The line broke; trying again…', '连接已断开，正在重连…'],
  live: ['live', '实时'],
  past: ['past', '过去'],
  caughtUp: [(count: number) => `Back again: caught up ${count} events.`, (count: number) => `已重新连接：补上了 ${count} 个事件。`],
})
