// The words of the tab of messages.
import { catalogue } from '../../i18n/catalogue.ts'

export const text = catalogue({
  topic: ['Topic', '主题'],
  partition: ['Partition', '分区'],
  allPartitions: ['All', '全部'],
  none: ['There is no topic yet.', '还没有主题。'],
  page: ['Filter and more on the messages page', '在消息页面筛选和查看更多'],
  read: ['Read the newest', '读取最新'],
  live: ['Live', '实时'],
  list: [(topic: string) => `Newest messages of ${topic}`, (topic: string) => `${topic} 的最新消息`],
  empty: ['No messages yet.', '还没有消息。'],
})
