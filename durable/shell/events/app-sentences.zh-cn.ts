// What happens to simulated applications, in Simplified Chinese.
import type { AppPhase } from '../../engine/app/app.ts'
import type { BatchOutcome, ChangeOf } from '../../engine/app/app-change.ts'
import { consumerAppChanges } from './consumer-app-sentences.zh-cn.ts'
import { timeText } from './sentences.ts'
import type { Sentences } from './sentences.ts'

const PHASES: Readonly<Record<AppPhase, string>> = {
  running: '正在运行',
  paused: '已暂停：它自己的线程停下，客户端继续工作',
  stopping: '正在关闭客户端，先完成已开始的工作',
  finishing: '已产生全部消息，正在关闭生产者',
  stopped: '已停止',
  finished: '已完成',
  killed: '被强制终止，内存中的一切都丢失了',
  failed: '已失败',
}

const ARRIVALS: Readonly<Record<ChangeOf<'request.released'>['phase'], string>> = {
  broker: '还要等待才能响应',
  answer: '已发出响应',
  unanswered: '但响应丢失了',
}

const CONNECTIONS: Readonly<Record<ChangeOf<'connection.lost'>['cause'], readonly [what: string, why: string]>> = {
  refused: ['连接被拒绝', '该 broker 已停止'],
  reset: ['连接被重置', '该 broker 停止了'],
  timedOut: ['连接被放弃', '超过 request.timeout.ms 仍没有响应'],
}

function outcomeWords(outcomes: readonly BatchOutcome[]): string {
  const words: string[] = []
  for (const { batchId, fate, error, baseOffset, retryMs } of outcomes) {
    if (fate === 'acknowledged') words.push(`批次 ${batchId} 已确认${baseOffset === -1 ? '' : `，位移为 ${baseOffset}`}`)
    else if (fate === 'retried') words.push(`批次 ${batchId} 将在 ${timeText(retryMs)} 重发（${error}）`)
    else words.push(`批次 ${batchId} 已失败（${error}）`)
  }
  return words.length === 0 ? '其中已没有需要等待的批次' : words.join('，')
}

export const appChanges: Sentences['appChanges'] = {
  ...consumerAppChanges,
  'phase.moved': ({ phase, error }, app) => `${app} ${PHASES[phase]}${error === null ? '' : `（${error}）`}`,
  'plan.changed': ({ plan }, app) => `${app} 的设置已修改：${Object.keys(plan).join('、')}`,
  'record.made': ({ record, droppedBy }, app) =>
    droppedBy === null
      ? [`${app} 调用 send 发送第 ${record.sequence} 条消息到主题 ${record.topic}`, '它的线程有消息要发送']
      : [`${app} 丢弃了第 ${record.sequence} 条消息`, `位置 ${droppedBy} 的拦截器不让它通过`],
  'record.appended': ({ partitionIndex, opensBatch }, app) =>
    opensBatch
      ? [`${app} 为分区 ${partitionIndex} 新建了一个批次`, '该分区没有还能容纳它的批次']
      : [`${app} 把消息加入分区 ${partitionIndex} 的批次`, '该批次还有空间且尚未发送'],
  'record.refused': ({ error }, app) => [`${app} 的 send 抛出 ${error}`, '这条消息无法被接收'],
  'request.sent': ({ requestId, brokerId, api, phase, batches }, app) => {
    const content = api === 'Produce' ? `（${batches.length} 个批次）` : ''
    const fate = phase === 'lost' ? '，但在途中丢失了' : ''
    return [`${app} 向 broker ${brokerId} 发出请求 ${requestId}：${api}${content}${fate}`, '客户端有要问或要发送的内容']
  },
  'request.held': ({ requestId }, app) => [`${app} 的请求 ${requestId} 停在套接字里`, '该 broker 已暂停，或正在处理同一连接上更早的请求'],
  'request.read': ({ requestId, phase, placements }, app) => {
    const found = placements.filter(({ isDuplicate }) => isDuplicate).length
    return [
      `broker 执行了${app} 的请求 ${requestId}，${ARRIVALS[phase]}${found === 0 ? '' : `（其中 ${found} 个批次日志里已经有了）`}`,
      '它是套接字里的下一个请求',
    ]
  },
  'request.released': ({ requestId, phase }, app) => [
    `broker 处理完${app} 的请求 ${requestId}，${ARRIVALS[phase]}`,
    '它等待的条件已满足，或等待时间已到',
  ],
  'request.answered': ({ requestId, outcomes }, app) => [`${app} 得知请求 ${requestId} 的结果：${outcomeWords(outcomes)}`, '响应已到达'],
  'connection.lost': ({ brokerId, cause, outcomes }, app) => {
    const [what, why] = CONNECTIONS[cause]
    return [`${app} 与 broker ${brokerId} 的${what}${outcomes.length === 0 ? '' : `：${outcomeWords(outcomes)}`}`, why]
  },
  'batch.expired': ({ batchId }, app) => [`${app} 的批次 ${batchId} 已失败（REQUEST_TIMED_OUT）`, '已超过 delivery.timeout.ms'],
  'metadata.wanted': (_, app) => [`${app} 的客户端需要新的元数据`, '它缺少元数据，或已知的元数据已过时'],
  'metadata.learned': ({ topics }, app) => [
    `${app} 的客户端得知 ${topics.map(({ name }) => name).join('、')} 的 Leader`,
    'broker 响应了 Metadata',
  ],
  'producer.identified': ({ producerId, producerEpoch }, app) => [
    `${app} 的生产者 ID 为 ${producerId}，纪元为 ${producerEpoch}`,
    'broker 响应了 InitProducerId',
  ],
  'epoch.raised': ({ producerEpoch }, app) => [
    `${app} 把生产者纪元提升为 ${producerEpoch}，序列号从 0 重新开始`,
    '有批次在序列号中留下了空缺（KIP-360）',
  ],
  'sequence.resolved': ({ partition, raisesEpoch }, app) => [
    raisesEpoch ? `${app} 发现 ${partition} 的序列号有空缺` : `${app} 在 ${partition} 的序列号没有空缺`,
    '该分区已没有在途的批次',
  ],
  'coordinator.found': ({ brokerId }, app) => [`${app} 的事务协调者在 broker ${brokerId} 上`, 'broker 响应了 FindCoordinator'],
  'coordinator.refused': ({ error }, app) => [`${app} 的请求被拒绝：${error}`, 'broker 无法完成它的请求'],
  'transaction.moved': ({ phase, error }, app) =>
    phase === 'inTransaction'
      ? [`${app} 开始一个事务`, '它的工作负载以事务方式发送']
      : [
          `${app} 开始${phase === 'committing' ? '提交' : '中止'}事务`,
          error === null ? '事务的消息已经齐了' : `事务中有批次失败（${error}）`,
        ],
  'transaction.ended': ({ committed }, app) => [`${app} 的事务已${committed ? '提交' : '中止'}`, '协调者已确认'],
}
