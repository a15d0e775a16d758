// Strings of the produce form, which is also shown where the rest of the topics pages is not.
import { catalogue } from '../i18n/catalogue.ts'
import { formatNumber } from '../i18n/format.ts'

export const produceText = catalogue({
  produceTo: [(topic: string) => `Produce to ${topic}`, (topic: string) => `向 ${topic} 发送消息`],
  key: ['Key', '键'],
  value: ['Value', '值'],
  kindOf: [(what: string) => `${what} as`, (what: string) => `${what}的类型`],
  kindNone: ['null', 'null'],
  kindText: ['Text', '文本'],
  notJson: ['This is not JSON.', '这不是合法的 JSON。'],
  notBase64: ['This is not base64.', '这不是合法的 base64。'],
  headers: ['Headers', '消息头'],
  headerName: [(number: number) => `Name of header ${number}`, (number: number) => `消息头 ${number} 的名称`],
  headerValue: [(number: number) => `Value of header ${number}`, (number: number) => `消息头 ${number} 的值`],
  removeHeader: [(number: number) => `Remove header ${number}`, (number: number) => `移除消息头 ${number}`],
  addHeader: ['Add a header', '添加消息头'],
  partition: ['Partition', '分区'],
  automatic: ['By the partitioner', '由分区器决定'],
  count: ['How many', '条数'],
  template: ['{{n}} in key and value is the number of the record.', '键和值中的 {{n}} 会替换为消息的序号。'],
  whyChosen: [
    (partition: number) => `Partition ${partition}, because it was chosen.`,
    (partition: number) => `分区 ${partition}：由你指定。`,
  ],
  whyMissing: [(partition: number) => `The topic has no partition ${partition}.`, (partition: number) => `该主题没有分区 ${partition}。`],
  whySticky: [
    'A sticky partition: without a key the producer takes one at random and keeps to it until 64 KiB have gone there.',
    '粘性分区：没有键时，生产者随机选一个分区，并一直写它，直到写满 64 KiB。',
  ],
  whyKey: [
    (partition: number, hash: number, positive: number, count: number) =>
      `Partition ${partition}: murmur2(key) = ${hash}, without its sign bit ${positive}, and ${positive} mod ${count} = ${partition}.`,
    (partition: number, hash: number, positive: number, count: number) =>
      `分区 ${partition}：murmur2(键) = ${hash}，去掉符号位得 ${positive}，${positive} mod ${count} = ${partition}。`,
  ],
  whyKeys: [
    (counts: string) => `By murmur2 of each key. Records for each partition: ${counts}.`,
    (counts: string) => `按每个键的 murmur2 计算。各分区的条数：${counts}。`,
  ],
  send: ['Send', '发送'],
  sendMany: [(count: number) => `Send ${formatNumber(count)} records`, (count: number) => `发送 ${formatNumber(count)} 条`],
  readOnly: ['This key may look and not produce.', '当前密钥只能查看，不能发送。'],
  looksBack: ['The past cannot be changed: go back to now.', '过去不可更改，请先回到现在。'],
  storedAt: [
    (topic: string, partition: number, offset: number) => `Stored: ${topic}-${partition}, offset ${offset}.`,
    (topic: string, partition: number, offset: number) => `已写入：${topic}-${partition}，位移 ${offset}。`,
  ],
  sentTo: [
    (topic: string, partition: number) => `Sent to ${topic}-${partition}. With acks=0 nobody says whether it was stored.`,
    (topic: string, partition: number) => `已发往 ${topic}-${partition}。acks=0 时没有人确认是否写入。`,
  ],
  storedMany: [(count: number) => `Stored: ${formatNumber(count)} records.`, (count: number) => `已写入 ${formatNumber(count)} 条。`],
  refused: [(count: number) => `Not stored: ${formatNumber(count)}.`, (count: number) => `未写入 ${formatNumber(count)} 条。`],
  onStage: ['Show on the stage', '在舞台上显示'],
  request: ['The request', '对应的请求'],
  copyCurl: ['Copy as curl', '复制为 curl'],
  body: ['Body', '请求体'],
  bodyHint: ['Edit it here, and the form follows.', '可在此直接编辑，表单会同步更新。'],
  bodyUnread: ['The form cannot show this, so it sends what it shows.', '表单无法表示此内容，仍按表单发送。'],
})
