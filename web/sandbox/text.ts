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
  waking: [
    'Connecting. A sandbox that nobody watched is asleep; it wakes now, as it was.',
    '正在连接。没人看的沙箱会休眠，现在正原样唤醒。',
  ],
  reconnecting: ['The line broke; trying again…', '连接已断开，正在重连…'],
  live: ['live', '实时'],
  past: ['past', '过去'],
  pastHint: ['You are looking at an earlier moment. The cluster itself goes on.', '你看到的是较早的时刻，集群本身仍在运行。'],
  caughtUp: [(count: number) => `Back again: caught up ${count} events.`, (count: number) => `已重新连接：补上了 ${count} 个事件。`],

  rename: ['Rename', '重命名'],
  name: ['Name of the sandbox', '沙箱名称'],
  save: ['Save', '保存'],
  cancel: ['Cancel', '取消'],
  share: ['Share', '分享'],
  shareKey: ['Share this sandbox', '分享本沙箱'],
  fork: ['Fork', '分叉'],
  forkKey: ['Fork: a sandbox of your own from the moment shown', '分叉：从当前显示的时刻另建一个沙箱'],
  forkPast: ['Fork this moment', '从此刻分叉'],

  left: [(time: string) => `${time} left`, (time: string) => `剩余 ${time}`],
  extend: ['Let it live longer', '延长保留时间'],
  endsSoon: ['This sandbox ends soon', '沙箱即将到期'],
  lifeTitle: ['How long it lives', '保留多久'],
  lifeLeft: [(time: string) => `It lives for another ${time}.`, (time: string) => `还会保留 ${time}。`],
  lifeEnd: [
    'At the end it is kept as a snapshot, which can be looked at and forked. Links and keys of the sandbox stop working.',
    '到期后会存成快照，可以查看和分叉。沙箱的链接和密钥将失效。',
  ],
  extendTo: [(days: number) => (days === 1 ? '1 day from now' : `${days} days from now`), (days: number) => `从现在起 ${days} 天`],

  usage: ['What it uses of its limits', '用量与限额'],
  stored: [(used: string, all: string) => `${used} of ${all}`, (used: string, all: string) => `${used} / ${all}`],
  of: [(used: string, all: string) => `${used} of ${all}`, (used: string, all: string) => `${used} / ${all}`],
  storedBytes: ['Stored bytes', '已存储字节'],
  brokers: ['Brokers', 'Broker'],
  apps: ['Simulated applications', '模拟应用'],
  usageHint: [
    'What exceeds a limit is refused with a clear error; nothing is lost.',
    '超出限额的请求会被拒绝，并返回明确的错误；不会丢失任何数据。',
  ],
})
