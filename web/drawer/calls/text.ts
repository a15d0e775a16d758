// The words of the tab of calls.
import { catalogue } from '../../i18n/catalogue.ts'

export const text = catalogue({
  intro: [
    'Everything done on this page by hand is one call of the API. Here it is, ready to paste.',
    '在本页面上的每个手动操作都对应一次 API 调用，可直接复制使用。',
  ],
  none: [
    'Nothing was done by hand yet. Kill a broker or produce a record, and its call appears here.',
    '还没有手动操作。终止一个 broker 或发送一条消息，对应的调用就会出现在这里。',
  ],
  list: ['Calls, newest first', '调用记录（从新到旧）'],
  language: ['Code in', '代码语言'],
  withKey: ['With my key', '带上我的密钥'],
  keyWarning: ['Whoever has this key can change the sandbox.', '持有该密钥的人可以更改本沙箱。'],
  keyIs: ['$KEY stands for your key.', '$KEY 代表你的密钥。'],
  copyCode: ['Copy the code', '复制代码'],
  answer: ['Answer', '响应'],
  noBody: ['no body', '无响应体'],
  event: [(sequence: number) => `Event ${sequence}: show what it caused`, (sequence: number) => `事件 ${sequence}：查看其结果`],
  noAnswer: ['no answer', '无响应'],
})
