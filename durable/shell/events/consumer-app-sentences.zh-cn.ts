// What happens to simulated applications that read, in Simplified Chinese.
import type { Callback } from '../../engine/consumer/consumer.ts'
import type { ConsumerAppChange } from '../../engine/app/consumer/consumer-change.ts'
import type { HandledOutcome } from '../../engine/app/consumer/consumer-change.ts'
import type { Fate } from '../../engine/app/pattern/pattern.ts'
import { placeName } from './partition-names.ts'
import type { Sentences } from './sentences.ts'
import { partitionNames } from './partition-names.ts'

const CALLBACKS: Readonly<Record<Callback['kind'], string>> = {
  assigned: '分配到',
  revoked: '交出',
  lost: '失去',
}

const HANDLED: Readonly<Record<Fate | Exclude<HandledOutcome['kind'], 'ended'>, string>> = {
  processed: '已处理',
  skipped: '被跳过',
  dropped: '被拦截器丢弃',
  deadLettered: '进入死信主题',
  retried: '进入下一个重试等级',
  delayed: '进入延时等级',
  delivered: '已投递',
  routed: '被转发',
  looped: '循环次数过多，到此为止',
  leaves: '等待转发',
  held: '在时间轮中等待',
  waits: '将重新读取，它的分区暂停',
}

export const consumerAppChanges: Pick<Sentences['appChanges'], ConsumerAppChange['kind']> = {
  'consumer.sent': ({ requests }, app) => {
    const sent = requests.map(({ api, brokerId, phase }) => `${api}（到 broker ${brokerId}${phase === 'lost' ? '，途中丢失' : ''}）`)
    return sent.length === 0 ? `${app} 的消费者前进了一步，没有发送请求` : `${app} 发送 ${sent.join('、')}`
  },
  'consumer.heard': ({ requestIds, isAnswer }, app) =>
    isAnswer
      ? `请求 ${requestIds.join('、')} 的响应到达 ${app}`
      : [`${app} 的连接断开，其上有 ${requestIds.length} 个请求`, '该 broker 停止了'],
  'consumer.rebalanced': ({ callbacks }, app) => {
    const heard = callbacks.map(({ kind, partitions }) => `${CALLBACKS[kind]} ${partitionNames(partitions, '零个分区')}`)
    return heard.length === 0 ? `${app} 关闭了它的消费者` : `${app} ${heard.join('，并')}`
  },
  'consumer.polled': ({ records }, app) =>
    records.length === 0 ? `${app} 的 poll 没有得到消息` : `${app} 的 poll 得到 ${records.length} 条消息`,
  'consumer.processed': ({ records, droppedCount }, app) => {
    const failures = records.filter(({ fate }) => fate === 'fails').length
    if (failures === 0) return `${app} 处理了 ${records.length} 条消息`
    const again = droppedCount > 0 ? `，它和后面的 ${droppedCount} 条消息将重新拉取` : ''
    return [`${app} 处理 ${failures} 条消息时失败${again}`, '它的处理函数抛出了异常']
  },
  'consumer.committing': (_, app) => `${app} 提交位移`,
  'consumer.committed': ({ events }, app) => {
    const told = events.map((event) => (event.kind === 'committed' ? '一次提交已完成' : `一次提交失败（${event.error}）`))
    return `${app} 得知${told.join('，')}`
  },
  'consumer.handled': ({ record, outcome, error }, app) => {
    const what = `${placeName(record)} ${HANDLED[outcome.kind === 'ended' ? outcome.fate : outcome.kind]}`
    return error === null ? `${app}：${what}` : [`${app}：${what}`, '它的处理函数抛出了异常']
  },
  'consumer.resumed': ({ partitions }, app) => `${app} 重新读取 ${partitionNames(partitions, '零个分区')}`,
  'consumer.wheelTurned': ({ dueCount }, app) => `${app} 的时间轮转动，${dueCount} 条消息到期`,
  'consumer.forwarding': ({ sending, topic }, app) =>
    `${app} 让它的生产者把 ${placeName(sending)} 转发到 ${topic}，作为第 ${sending.sequence} 条消息`,
  'consumer.forwarded': ({ acknowledged, failed }, app) =>
    failed.length === 0
      ? `${app} 转发的 ${acknowledged.length} 条消息已送达`
      : `${app} 有 ${failed.length} 条消息要再转发一次，${acknowledged.length} 条已送达`,
}
