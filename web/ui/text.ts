import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  close: ['Close', '关闭'],
  copy: ['Copy', '复制'],
  copied: ['Copied', '已复制'],
  noAnswer: ['The server does not answer. Check the connection; nothing was changed.', '服务器没有响应。请检查网络；未做任何更改。'],
})
