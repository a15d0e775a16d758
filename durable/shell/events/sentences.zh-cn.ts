// What happened and why, in Simplified Chinese: the words of those who write about Kafka in Chinese, who leave ISR, LEO and broker as they are.
import { MAX_BROKER_ID } from '../../../schema/limits.ts'
import type { Endpoint } from '../../engine/faults/fault.ts'
import { accessSentences } from './access-sentences.zh-cn.ts'
import { appChanges } from './app-sentences.zh-cn.ts'
import { groupChanges, groupReasons, groupSentences } from './group-sentences.zh-cn.ts'
import { PRODUCER_IDS_PER_BLOCK } from '../../engine/producer-ids.ts'
import { faultWords, idList, lastAppended, partitionName, percent, timeText } from './sentences.ts'
import type { DoorWords, FaultWords, Sentences } from './sentences.ts'
import { transactionSentences } from './transaction-sentences.zh-cn.ts'
import { consumerGroupReasons, consumerGroupSentences } from './consumer-group-sentences.zh-cn.ts'

/** Controllers have ids above all that a broker may have. */
function node(nodeId: number): string {
  return nodeId > MAX_BROKER_ID ? `控制器 ${nodeId}` : `broker ${nodeId}`
}

function endpoint(at: Endpoint): string {
  if (at === 'clients') return '客户端'
  return at === 'all' ? '所有节点' : node(at)
}

function requestsTo(brokerId: number | null, api: string, amount: number): string {
  return `${brokerId === null ? '' : `发往 broker ${brokerId} 的`}接下来 ${amount} 个 ${api} 请求`
}

const PROCESS_WORDS = { running: '已运行', paused: '已暂停', starting: '正在启动', down: '已停止' } as const

/** A space goes between Chinese and what is not. */
function spaced(words: string): string {
  return /^[\u0020-\u007e]/u.test(words) ? ` ${words}` : words
}

/** -1 stands for nobody. */
const NO_NODE = -1

const faults: FaultWords = {
  link: ({ from, to, latencyMs, loss, cut }) => {
    const messages = `从${spaced(endpoint(from))} 到${spaced(endpoint(to))} 的消息`
    const delayed = latencyMs > 0 ? [`延迟 ${latencyMs} ms`] : []
    const lost = loss > 0 ? [`有 ${percent(loss)}% 会丢失`] : []
    return cut ? `${messages}全部中断` : `${messages}${[...delayed, ...lost].join('，')}`
  },
  pause_replication: ({ brokerId, topic, partitionIndex }) => {
    const what = topic === null ? '所有分区' : partitionIndex === null ? `主题 ${topic}` : partitionName({ topic, partitionIndex })
    return `broker ${brokerId} 暂停从 Leader 拉取${what}`
  },
  slow_disk: ({ brokerId, latencyMs }) => `broker ${brokerId} 每次写磁盘耗时 ${latencyMs} ms`,
  error: ({ api, brokerId, error, count }) => `${requestsTo(brokerId, api, count)}将直接返回 ${error}`,
  drop_response: ({ api, brokerId, count }) => `${requestsTo(brokerId, api, count)}会被执行，但响应会丢失`,
  rebalance: ({ groupId }) => `消费者组 ${groupId} 须立即重平衡`,
  expire_session: ({ groupId, memberId }) => `消费者组 ${groupId} 中 ${memberId} 的会话立即结束`,
}

const doors: DoorWords = { rest: ' REST v2 客户端', stream: '事件流客户端', socket: ' WebSocket 客户端' }

const records: Sentences['records'] = {
  'cluster.created': ({ clusterId }) => `集群 ${clusterId} 已创建`,
  'broker.registered': ({ brokerId, rack }) => [
    `broker ${brokerId}${rack === null ? ' ' : `（机架 ${rack}）`}已向控制器注册`,
    'broker 启动时必须先注册',
  ],
  'broker.changed': ({ brokerId, fenced, inControlledShutdown }) => {
    const parts: string[] = []
    if (fenced !== undefined) parts.push(fenced ? '被隔离（fenced）' : '解除隔离（unfenced）')
    if (inControlledShutdown !== undefined) parts.push(inControlledShutdown ? '开始受控关闭' : '不再处于受控关闭状态')
    return `broker ${brokerId} ${parts.join('，并')}`
  },
  'process.changed': ({ nodeId, process, cleanly }) => {
    const how = cleanly === undefined ? '' : cleanly ? '（正常关闭）' : '（非正常关闭）'
    return `${node(nodeId)} 的进程${PROCESS_WORDS[process]}${how}`
  },
  'broker.heard': ({ brokerId, silentSinceMs }) =>
    silentSinceMs === null
      ? [`控制器重新收到 broker ${brokerId} 的心跳`, '它又能连上控制器了']
      : [`控制器自 ${timeText(silentSinceMs)} 起收不到 broker ${brokerId} 的心跳`, '它的心跳不再到达'],
  'broker.view': ({ brokerId, stale }) =>
    stale
      ? [`broker ${brokerId} 仍按最后一次看到的元数据行事`, '它无法继续跟随元数据日志']
      : [`broker ${brokerId} 的元数据已追上最新`, '它又能连上活动控制器了'],
  'controller.elected': ({ nodeId, controllerEpoch }) =>
    nodeId === NO_NODE
      ? `控制器仲裁（quorum）在控制器纪元 ${controllerEpoch} 中没有活动控制器`
      : `控制器 ${nodeId} 当选为活动控制器，控制器纪元为 ${controllerEpoch}`,
  'controller.silent': ({ sinceMs }) =>
    sinceMs === null
      ? ['多数投票者重新收到活动控制器的消息', '网络已恢复']
      : [`自 ${timeText(sinceMs)} 起多数投票者收不到活动控制器的消息`, '它的消息无法到达'],
  'topic.created': ({ name, topicId }) => `主题 ${name} 已创建，主题 ID 为 ${topicId}`,
  'topic.removed': ({ name }) => `主题 ${name} 及其全部消息已删除`,
  'partition.created': ({ replicas, isr, leader, ...partition }) =>
    `分区 ${partitionName(partition)} 已创建，副本为 ${idList(replicas)}，ISR 为 ${idList(isr)}，${
      leader === NO_NODE ? '没有 Leader' : `Leader 为 broker ${leader}`
    }`,
  'config.changed': ({ topic, name, value }) =>
    value === null ? `主题 ${topic} 的 ${name} 恢复为默认值` : `主题 ${topic} 的 ${name} 设为 ${value}`,
  'brokerConfig.changed': ({ brokerId, name, value }) => {
    const whose = brokerId === null ? '所有 broker' : `broker ${brokerId}`
    return value === null ? `${whose} 的 ${name} 恢复为默认值` : `${whose} 的 ${name} 设为 ${value}`
  },
  'groupConfig.changed': ({ groupId, name, value }) =>
    value === null ? `消费者组 ${groupId} 的 ${name} 恢复为默认值` : `消费者组 ${groupId} 的 ${name} 设为 ${value}`,
  'metadata.appended': ({ changes }) => [
    `控制器已把这次变更写入元数据日志 __cluster_metadata${upTo(lastAppended(changes))}`,
    '元数据的每次变更都是该日志中的一条记录',
  ],
  'random.moved': () => '集群从随机种子取了随机数',
  'extentId.moved': ({ nextExtentId }) => `下一个存储区的编号为 ${nextExtentId}`,
  'replica.fetched': ({ brokerIds, logEndOffset, highWatermark, ...partition }) => [
    `${partitionName(partition)} 的跟随者 ${idList(brokerIds)} 拉取到 LEO ${logEndOffset}，并得知高水位 (HW) 为 ${highWatermark}`,
    'Leader 响应了正在等待的拉取请求',
  ],
  'replica.asked': ({ brokerId, fetchOffset, ...partition }) => [
    `${partitionName(partition)} 的 Leader 记下跟随者 broker ${brokerId} 的 LEO 为 ${fetchOffset}`,
    '跟随者的拉取请求带上了它的拉取位移',
  ],
  'replica.appended': ({ brokerId, logEndOffset, highWatermark, ...partition }) => [
    `broker ${brokerId} 上 ${partitionName(partition)} 的 LEO 到达 ${logEndOffset}，它得知的高水位 (HW) 为 ${highWatermark}`,
    'Leader 的拉取响应已到达',
  ],
  'replica.truncated': ({ brokerId, logEndOffset, logStartOffset, ...partition }) =>
    `broker ${brokerId} 截断了 ${partitionName(partition)} 的日志，现在从位移 ${logStartOffset} 到 LEO ${logEndOffset}`,
  'fetcher.moved': ({ brokerId, fetcher, ...partition }) => {
    const whose = `broker ${brokerId} 对 ${partitionName(partition)} 的拉取`
    if (fetcher === null) return [`${whose}恢复为等待状态`, '已经没有什么阻碍它']
    switch (fetcher.phase) {
      case 'blocked':
        return [`${whose}停住了`, '它现在无法从 Leader 拉取']
      case 'request':
        return [`${whose}请求（从位移 ${fetcher.fetchOffset} 起）正在发往 Leader`, '网络有延迟']
      case 'response':
        return [`${whose}响应（到位移 ${fetcher.untilOffset} 为止）正在返回`, '网络或跟随者的磁盘有延迟']
      case 'backoff':
        return [`${whose}等待重试`, '有消息在途中丢失']
    }
  },
  'replica.forked': ({ brokerId, log, ...partition }) => [
    `broker ${brokerId} 上 ${partitionName(partition)} 的日志与 Leader 分叉，其 LEO 为 ${log.logEndOffset}`,
    '它有一些分区日志里没有的消息',
  ],
  'replica.joined': ({ brokerId, ...partition }) => `broker ${brokerId} 上 ${partitionName(partition)} 的日志重新与 Leader 一致`,
  'log.handed': ({ brokerId, log, ...partition }) => [
    `${partitionName(partition)} 从此以 broker ${brokerId} 的日志为准${log === null ? '' : `，其 LEO 为 ${log.logEndOffset}`}`,
    '分区的日志以领导者副本为准',
  ],
  'isr.proposed': ({ isr, ...partition }) =>
    isr === null
      ? [`${partitionName(partition)} 的 Leader 不再等待 ISR 变更`, '它的 AlterPartition 请求已有答复']
      : [`${partitionName(partition)} 的 Leader 提议把 ISR 改为 ${idList(isr)}`, '只有控制器才能修改 ISR'],
  'log.flushed': ({ brokerId, flushedOffset, ...partition }) =>
    `broker ${brokerId} 已把 ${partitionName(partition)} 位移 ${flushedOffset} 之前的消息刷盘`,
  'app.created': ({ appId, plan }) => `应用 ${appId}（${plan.name}）已创建，它${'reads' in plan ? '读取消息' : `写入主题 ${plan.topic}`}`,
  'app.removed': ({ appId }) => `应用 ${appId} 及其拥有的一切已删除`,
  'consumer.created': ({ groupId, name, door }) => `已为${doors[door]}创建消费者组 ${groupId} 的消费者 ${name}`,
  'consumer.changed': ({ groupId, name }) => [`消费者组 ${groupId} 的消费者 ${name} 有了进展`, '它的客户端使用了它'],
  'consumer.removed': ({ groupId, name }) => `消费者组 ${groupId} 的消费者 ${name} 已移除`,
  'fault.started': ({ fault: { faultId, spec } }) => `故障 ${faultId} 开始：${faultWords(faults, spec)}`,
  'fault.used': ({ faultId, used }) => [`故障 ${faultId} 第 ${used} 次生效`, '来了一个符合条件的请求'],
  'fault.ended': ({ faultId }) => `故障 ${faultId} 结束`,
  'idempotencyKey.kept': ({ key }) => [`带幂等键 ${JSON.stringify(key)} 的请求的应答已保存`, '同一请求再次发来时会得到同样的应答'],
  'idempotencyKeys.expired': ({ keys }) => [`最旧的 ${keys.length} 个幂等键已被遗忘`, '幂等键保存一天，最旧的先让位'],
  ...transactionSentences,
  ...accessSentences,
  ...groupSentences,
  ...consumerGroupSentences,
  'producerIds.allocated': ({ brokerId, nextProducerId }) => [
    `broker ${brokerId} 获得了生产者 ID ${nextProducerId - PRODUCER_IDS_PER_BLOCK} 到 ${nextProducerId - 1}`,
    '控制器按块分配，任何两个 broker 都不会给出相同的 ID',
  ],
  'producerId.claimed': ({ brokerId, producerId }) => [`broker ${brokerId} 给出了生产者 ID ${producerId}`, '有生产者申请 ID'],
  'clock.changed': ({ clock: { mode, heldMs, offsetMs } }) =>
    mode === 'manual' ? `集群时钟停在 ${timeText(heldMs)}` : `集群时钟${ahead(offsetMs)}`,
}

function upTo(offset: number | null): string {
  return offset === null ? '' : `，写到位移 ${offset}`
}

function ahead(offsetMs: number): string {
  if (offsetMs === 0) return '与真实时间同步'
  return `按真实时间运行，比它${offsetMs > 0 ? '快' : '慢'} ${Math.abs(offsetMs)} ms`
}

const logChanges: Sentences['logChanges'] = {
  'batch.appended': ({ baseOffset, lastOffset, sizeBytes }, log) =>
    `${log} 追加了位移 ${baseOffset === lastOffset ? baseOffset : `${baseOffset} 到 ${lastOffset}`}（${sizeBytes} 字节）`,
  'segment.rolled': ({ baseOffset }, log) => [
    `${log} 滚动出一个新的日志段，基准位移为 ${baseOffset}`,
    '活动日志段已达到大小、时间或索引的上限',
  ],
  'epoch.started': ({ epoch, startOffset }, log) => [
    `${log} 的 leader epoch ${epoch} 从位移 ${startOffset} 开始`,
    '领导者副本会记下自己纪元的起始位移',
  ],
  'epochs.truncated': ({ endOffset }, log) => `${log} 中起始位移不小于 ${endOffset} 的 leader epoch 被删除`,
  'extent.opened': ({ extentId, startOffset }, log) => [
    `${log} 从位移 ${startOffset} 起写入存储区 ${extentId}`,
    '不同 Leader 写入的内容要分开存放',
  ],
  'highWatermark.moved': ({ highWatermark }, log) => [`${log} 的高水位 (HW) 变为 ${highWatermark}`, 'ISR 中的所有副本都已拥有它之前的消息'],
  'logStartOffset.moved': ({ logStartOffset }, log) => `${log} 的日志起始位移变为 ${logStartOffset}`,
  'segments.removed': ({ count }, log) => `${log} 删除了 ${count} 个旧日志段`,
  'segments.replaced': ({ count, baseOffset, endOffset, segments }, log) =>
    `${log} 位移 ${baseOffset} 到 ${endOffset} 的 ${count} 个日志段清理后变为 ${segments.length} 个`,
  'log.truncated': ({ offset }, log) => `${log} 被截断到位移 ${offset}`,
  'log.restarted': ({ offset }, log) => `${log} 被清空，从位移 ${offset} 重新开始`,
  'producers.expired': ({ producerIds }, log) =>
    producerIds.length === 0
      ? [`${log} 没有需要清除的生产者状态`, '所有生产者都在 producer.id.expiration.ms 内写入过']
      : [`${log} 清除了 ${producerIds.length} 个生产者的状态`, '它们在 producer.id.expiration.ms 内没有写入'],
  'producers.reloaded': (_, log) => [`${log} 只记得每个生产者的最后一个批次`, '所在 broker 重启过'],
  'cleaner.moved': ({ cleaner: { firstDirtyOffset, round } }, log) =>
    round === null
      ? `${log} 位移 ${firstDirtyOffset ?? 0} 之前已清理完毕`
      : `${log} 的清理将从位移 ${round.nextOffset} 继续，到 ${round.endOffset} 之前为止`,
}

const changes: Sentences['changes'] = {
  leader: (leader, kind) => {
    switch (kind) {
      case 'none':
        return leader === NO_NODE ? '不再有 Leader，leader epoch 加一' : `broker ${leader} 继续担任 Leader，leader epoch 加一`
      case 'clean':
        return `broker ${leader} 当选为 Leader，leader epoch 加一（正常选举：它在 ISR 中）`
      case 'elr':
        return `broker ${leader} 当选为 Leader，leader epoch 加一（来自 ELR：它拥有全部已提交消息）`
      case 'lastKnownLeader':
        return `最后已知的 Leader broker ${leader} 重新当选，leader epoch 加一（它没有的已提交消息会丢失）`
      case 'unclean':
        return `broker ${leader} 通过 unclean 选举成为 Leader，leader epoch 加一（只有旧 Leader 才有的消息会丢失）`
      case 'preferred':
        return `优先副本 broker ${leader} 当选为 Leader，leader epoch 加一`
    }
  },
  isr: (isr) => `ISR 变为 ${idList(isr)}`,
  leaderRecoveryState: (state) => (state === 'RECOVERING' ? 'Leader 因 unclean 选举进入恢复状态' : 'Leader 已完成恢复'),
  eligibleLeaderReplicas: (elr) => `ELR 变为 ${idList(elr)}`,
  lastKnownElr: (known) => (known.length === 0 ? '不再记录最后已知的 Leader' : `记下最后已知的 Leader ${idList(known)}`),
  replicas: (replicas) => `副本变为 ${idList(replicas)}`,
  addingReplicas: (adding) => (adding.length === 0 ? '没有正在添加的副本了' : `正在添加副本 ${idList(adding)}`),
  removingReplicas: (removing) => (removing.length === 0 ? '没有正在移除的副本了' : `正在移除副本 ${idList(removing)}`),
}

const reasons: Sentences['reasons'] = {
  killed: () => '有人用 kill 终止了它',
  stopped: () => '有人正常停止了它',
  started: () => '有人启动了它',
  paused: () => '有人暂停了它',
  resumed: () => '有人恢复了它',
  crashed: () => '它所在的机器宕机了',
  sessionExpired: ({ brokerId, sessionTimeoutMs }) =>
    `控制器已有 ${sessionTimeoutMs} ms 没有收到 broker ${brokerId} 的心跳（broker.session.timeout.ms）`,
  registered: ({ brokerId }) => `broker ${brokerId} 重新注册`,
  caughtUpWithMetadata: ({ brokerId }) => `broker ${brokerId} 已追上元数据日志`,
  controlledShutdown: ({ brokerId }) => `broker ${brokerId} 正在受控关闭`,
  brokerFenced: ({ brokerId }) => `broker ${brokerId} 被隔离（fenced）`,
  brokerUnfenced: ({ brokerId }) => `broker ${brokerId} 解除了隔离（unfenced）`,
  uncleanShutdown: ({ brokerId }) => `broker ${brokerId} 上次没有正常关闭，可能丢了消息`,
  replicaLagged: ({ brokerId, maxLagMs }) => `broker ${brokerId} 落后 Leader 超过 ${maxLagMs} ms（replica.lag.time.max.ms）`,
  replicaCaughtUp: ({ brokerId, logEndOffset }) => `broker ${brokerId} 已追上 Leader（LEO ${logEndOffset}）`,
  preferredElection: ({ brokerId }) => `有人要求优先副本选举，而 broker ${brokerId} 是优先副本`,
  uncleanElection: () => '有人要求 unclean 选举',
  uncleanElectionAllowed: () => '主题允许 unclean 选举，而没有任何已知数据完整的副本可以当选',
  autoRebalance: ({ brokerId, imbalancePercent }) =>
    `以 broker ${brokerId} 为优先副本的分区有 ${imbalancePercent}% 不由它领导（auto.leader.rebalance.enable）`,
  reassignment: () => '副本正在重分配',
  reassignmentCancelled: () => '副本重分配被取消',
  minIsrChanged: () => 'min.insync.replicas 已修改',
  leaderRecovered: () => 'Leader 报告日志已完整',
  divergingEpoch: ({ leaderEpoch, endOffset }) => `leader epoch ${leaderEpoch} 在 Leader 上结束于位移 ${endOffset}`,
  highWatermarkTruncation: ({ highWatermark }) => `旧规则要求跟随者截断到自己的高水位 (HW) ${highWatermark}`,
  fetchOutOfRange: ({ logStartOffset, logEndOffset }) => `跟随者的位移不在 Leader 的范围 ${logStartOffset} 到 ${logEndOffset} 之内`,
  sameAsLeader: () => '它的内容与 Leader 没有差异',
  unflushed: ({ recoveryPoint }) => `恢复点 ${recoveryPoint} 之后的消息未刷盘，宕机后丢失`,
  controllerElected: ({ votes, voters }) => `${voters} 个投票者中有 ${votes} 个投票给它`,
  quorumLost: ({ voters }) => `${voters} 个投票者已凑不成能互相通信的多数派`,
  transactionTimedOut: ({ transactionTimeoutMs }) => `事务打开的时间超过了 ${transactionTimeoutMs} ms（生产者的 transaction.timeout.ms）`,
  ...groupReasons,
  ...consumerGroupReasons,
  unused: ({ timeoutMs }) => `已有 ${timeoutMs} ms 没有人使用它`,
  timeUp: () => '它的时间到了',
  usedUp: () => '它的次数已用完',
  removed: () => '有人结束了它',
  retentionTime: ({ retentionMs }) => `要删除的消息都已超过 ${retentionMs} ms（retention.ms）`,
  retentionSize: ({ retentionBytes }) => `日志超过了 ${retentionBytes} 字节（retention.bytes）`,
  belowLogStart: () => '要删除的消息都在日志起始位移之前',
  recordsDeleted: () => '有人删除了某个位移之前的消息（DeleteRecords）',
  compaction: () => '日志要压实（cleanup.policy=compact）',
}

const OTHER_ACTIONS: Readonly<Record<string, string>> = {
  startFault: '有人注入了故障',
  endFault: '有人解除了故障',
  createApp: '有人创建了它',
  changeApp: '有人修改了它',
  controlApp: '有人这样要求',
  sendRecord: '有人手动发送了它',
  removeApp: '有人删除了它',
  clock: '有人调整了时钟',
  rewind: '有人把集群回退到了这一刻',
  restore: '有人恢复了这一刻的快照',
  fork: '有人从这一刻分叉出了这个沙箱',
}

export const zhCN: Sentences = {
  records,
  logChanges,
  appChanges,
  groupChanges,
  app: (appId) => `应用 ${appId}`,
  ownLog: (partition, brokerId) => `broker ${brokerId} 自己的日志 ${partition}`,
  changes,
  partition: (partition, parts) => `分区 ${partition}：${parts.join('，')}`,
  reasons,
  triggers: {
    request: ({ api, brokerId }) => `客户端${brokerId === null ? '' : `向 broker ${brokerId} `}发送了 ${api} 请求`,
    timer: () => '到了预定的时间',
    creation: () => '集群刚刚创建',
  },
  nodeActions: {
    kill: (nodeId) => `有人用 kill 终止了${spaced(node(nodeId))}`,
    stop: (nodeId) => `有人正常停止了${spaced(node(nodeId))}`,
    start: (nodeId) => `有人启动了${spaced(node(nodeId))}`,
    pause: (nodeId) => `有人暂停了${spaced(node(nodeId))}`,
    resume: (nodeId) => `有人恢复了${spaced(node(nodeId))}`,
    crash: (nodeId) => `有人让${spaced(node(nodeId))} 所在的机器宕机`,
  },
  otherAction: (action) => OTHER_ACTIONS[action] ?? `有人执行了 ${action}`,
  follows: (sequence) => `事件 ${sequence} 引起了它`,
  sentence: (what, why) => `${what}，因为${spaced(why)}。`,
}
