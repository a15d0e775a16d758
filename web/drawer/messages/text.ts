import { catalogue } from '../../i18n/catalogue.ts'

export const text = catalogue({
  topic: ['Topic', '主题'],
  none: ['There is no topic yet.', '还没有主题。'],
  page: ['Open the messages page', '打开消息页面'],
})
