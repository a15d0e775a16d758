import { catalogue } from '../i18n/catalogue.ts'
import { formatNumber } from '../i18n/format.ts'

export const text = catalogue({
  title: ['Messages', '消息'],
  noTopic: ['There is no topic yet. Create one on the topics page.', '还没有主题。请先在主题页创建一个。'],
  topicGone: [(topic: string) => `There is no topic ${topic}.`, (topic: string) => `没有名为 ${topic} 的主题。`],
  topic: ['Topic', '主题'],
  produce: ['Produce…', '发送…'],
  bar: ['What to read', '读取范围'],
  start: ['Start', '起点'],
  startNewest: ['Newest', '最新'],
  startOldest: ['Oldest', '最早'],
  startOffset: ['Offset', '位移'],
  startTime: ['Time', '时间'],
  startGroup: ['From a group', '消费者组的位移'],
  atOffset: ['First offset', '起始位移'],
  atTime: ['First time', '起始时间'],
  atGroup: ['Group', '消费者组'],
  chooseGroup: ['Choose a group', '选择消费者组'],
  needOffset: ['An offset is a whole number.', '位移必须是整数。'],
  needTime: ['Choose a date and a time.', '请选择日期和时间。'],
  needGroup: ['Choose a group: reading begins at its committed offsets.', '请选择消费者组：从它已提交的位移开始读取。'],
  partition: ['Partition', '分区'],
  allPartitions: ['All', '全部'],
  filter: ['Filter', '过滤'],
  filterHint: ['For example: value.amount > 100 && key.startsWith("ord")', '例如：value.amount > 100 && key.startsWith("ord")'],
  filterHelp: ['What a filter can say', '过滤表达式的写法'],
  filterRules: [
    'A record is taken when the expression is true. It is left out when there is no answer: a field is missing, or a text is compared with a number. The same expression works in the API.',
    '表达式为真的消息才会显示；字段不存在、或拿文本与数字比较而无法判断时，该消息不显示。同一个表达式也可用于 API。',
  ],
  ofEnd: ['The log is read as it was at the last moment of the snapshot.', '读取的是快照最后时刻的日志。'],
  ofNow: ['The log is read as it is now, not as it was then.', '读取的是现在的日志，而不是当时的日志。'],
  committedOnly: ['Only committed (read_committed)', '仅已提交（read_committed）'],
  read: ['Read', '读取'],
  live: ['Live', '实时'],
  stop: ['Stop', '停止'],
  liveNow: ['Live: newest on top. Stop to change what is read.', '实时接收中，最新的在最上面。停止后才能更改读取范围。'],
  reading: ['Reading…', '正在读取…'],
  more: ['Show more', '显示更多'],
  further: ['Look further back', '继续往前查找'],
  nothing: ['Nothing is here to be read.', '这里没有可读的消息。'],
  nothingFound: ['Nothing here is what the filter takes.', '没有消息符合过滤条件。'],
  waiting: ['Waiting for the next message…', '正在等待下一条消息…'],
  messagesOf: [(topic: string) => `Messages of ${topic}`, (topic: string) => `${topic} 的消息`],
  count: [(count: number) => `${formatNumber(count)} rows`, (count: number) => `${formatNumber(count)} 行`],
  scanned: [
    (scanned: number, found: number) => `The filter looked at ${formatNumber(scanned)} records and took ${formatNumber(found)}.`,
    (scanned: number, found: number) => `过滤器检查了 ${formatNumber(scanned)} 条消息，选中 ${formatNumber(found)} 条。`,
  ],
  undecided: [
    (count: number) => `For ${formatNumber(count)} of them it has no answer: a field is missing, or a text is compared with a number.`,
    (count: number) => `其中 ${formatNumber(count)} 条无法判断：字段不存在，或拿文本与数字比较。`,
  ],
  newRows: [(count: number) => `↑ ${formatNumber(count)} new`, (count: number) => `↑ ${formatNumber(count)} 条新消息`],
  gap: [
    (count: number) => `${formatNumber(count)} messages came faster than anybody reads and are left out here.`,
    (count: number) => `${formatNumber(count)} 条消息来得太快，此处略去。`,
  ],
  heldBack: [
    (partition: number, lso: number, count: number) =>
      `Partition ${partition}: an open transaction holds back ${formatNumber(count)} offsets from last stable offset ${lso} on.`,
    (partition: number, lso: number, count: number) =>
      `分区 ${partition}：未结束的事务从最后稳定位移（LSO）${lso} 起挡住了 ${formatNumber(count)} 个位移。`,
  ],
  offset: ['Offset', '位移'],
  time: ['Time', '时间'],
  key: ['Key', '键'],
  value: ['Value', '值'],
  headers: ['Headers', '消息头'],
  fate: ['Fate', '状态'],
  none: ['null', 'null'],
  tombstone: ['null (tombstone)', 'null（墓碑）'],
  open: [
    (partition: number, offset: number) => `Partition ${partition}, offset ${offset}: open`,
    (partition: number, offset: number) => `打开分区 ${partition}、位移 ${offset}`,
  ],
  hint: ['Arrow keys walk over the rows, Enter opens one.', '用方向键逐行移动，按 Enter 打开。'],
  close: ['Close', '关闭'],
  copyCurl: ['Copy as curl', '复制为 curl'],
  onStage: ['Show on the stage', '在舞台上显示'],
  bytes: [(count: number) => `${formatNumber(count)} bytes`, (count: number) => `${formatNumber(count)} 字节`],
  view: ['Shown as', '显示为'],
  pretty: ['Pretty', '格式化'],
  plain: ['Text', '文本'],
  hex: ['Hex', '十六进制'],
  cut: ['This is only the beginning of it.', '此处仅显示开头部分。'],
  noHeaders: ['No headers.', '没有消息头。'],
  name: ['Name', '名称'],
  batch: ['Record batch', '消息批次'],
  batchHint: [
    'How it lies in the log: one batch for all records that were sent together.',
    '它在日志里的样子：一起发送的消息同在一个批次中。',
  ],
  batchGone: ['The batch is not in the log any more.', '该批次已不在日志中。'],
  right: ['right', '正确'],
  wrong: ['wrong', '错误'],
})

export const filterExamples = catalogue({
  field: ['a field of a JSON value', 'JSON 值中的字段'],
  key: ['how the key begins', '键的前缀'],
  header: ['a header', '消息头'],
  has: ['a field that is there', '字段存在且不为 null'],
  text: ['the value as it was sent, JSON or not', '值的原文，不论是否为 JSON'],
  pattern: ['a pattern', '正则匹配'],
  list: ['some partitions, from an offset on', '若干分区，从某个位移起'],
  time: ['from a time on', '从某个时间起'],
  tombstone: ['tombstones', '墓碑消息'],
})

/** What is wrong with a filter, by its code. */
export const filterErrors = catalogue({
  TOO_LONG: ['The filter is too long.', '过滤表达式太长。'],
  TOO_DEEP: ['Too many levels of parentheses.', '括号嵌套层数过多。'],
  UNEXPECTED_CHARACTER: ['This character has no meaning here.', '这个字符在这里没有意义。'],
  SINGLE_EQUALS: ['One = compares nothing; write ==.', '单个 = 不表示比较，请写 ==。'],
  UNEXPECTED_END: ['Something is missing at the end.', '表达式不完整，末尾缺少内容。'],
  UNEXPECTED_TOKEN: ['This does not fit here.', '这里不应出现该内容。'],
  UNTERMINATED_TEXT: ['The text has no closing quote.', '文本缺少结束引号。'],
  BAD_ESCAPE: ['A text knows no such escape.', '文本中没有这种转义。'],
  BAD_NUMBER: ['This is not a number.', '这不是数字。'],
  UNKNOWN_NAME: [
    'No such name: a record has offset, partition, timestamp, key, value and headers.',
    '没有这个名称：消息只有 offset、partition、timestamp、key、value 和 headers。',
  ],
  UNKNOWN_FUNCTION: ['There is no such function.', '没有这个函数。'],
  WRONG_ARGUMENTS: ['The function takes other arguments.', '函数的参数不对。'],
  PATTERN_NOT_LITERAL: ['matches takes a pattern that is written out in quotes.', 'matches 只接受直接写在引号里的正则。'],
  BAD_PATTERN: ['This pattern cannot be used here.', '不能使用这个正则。'],
})

export const fates = catalogue({
  committed: ['committed', '已提交'],
  uncommitted: ['above the HW', '高于 HW'],
  open: ['open', '未结束'],
  aborted: ['aborted', '已中止'],
  control: ['marker', '控制标记'],
  deleted: ['deleted', '已删除'],
  compacted: ['compacted', '已压实'],
  lost: ['lost', '已丢失'],
  neverStored: ['never stored', '从未写入'],
  duplicateDropped: ['duplicate dropped', '重复被丢弃'],
})

export const fateWhys = catalogue({
  committed: [
    'It is below the high watermark, and its transaction, if it had one, was committed.',
    '位于高水位（HW）之下；若属于某个事务，该事务已提交。',
  ],
  uncommitted: [
    'It is in the log of the leader, but not yet on all in-sync replicas. If the leader dies now, it may be lost.',
    '已写入 Leader 的日志，但还没有被所有 ISR 副本复制。若此刻 Leader 宕机，它可能丢失。',
  ],
  open: [
    'Its transaction has no end yet. Readers with read_committed wait in front of it.',
    '所属事务尚未结束。read_committed 的消费者会停在它之前。',
  ],
  aborted: [
    'Its transaction was aborted. It stays in the log; readers with read_committed skip it.',
    '所属事务已中止。它仍在日志里，read_committed 的消费者会跳过它。',
  ],
  control: [
    'The marker with which a transaction ends: commit or abort. It takes an offset, and no consumer ever sees it.',
    '事务结束的控制标记（提交或中止）。它占用一个位移，但消费者永远看不到。',
  ],
  deleted: ['Retention or DeleteRecords removed it.', '已被保留策略或 DeleteRecords 删除。'],
  compacted: ['Compaction removed it: a newer record has the same key.', '已被日志压实移除：有同一个键的更新消息。'],
  lost: [
    'It was written to a leader that lost it: another broker took over without it.',
    '曾写入某个 Leader，但接任的 broker 没有它，因此丢失。',
  ],
  neverStored: ['It reached no log.', '它没有写入任何日志。'],
  duplicateDropped: [
    'A retry of the record at this offset. The leader knew its sequence number and did not write it again.',
    '这是该位移上消息的一次重试。Leader 认出了它的序列号，没有重复写入。',
  ],
})
