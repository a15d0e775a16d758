// What the configs of topics and brokers mean, by their names. A broker's config that gives a topic its default means what the topic's does.
import { catalogue } from '../i18n/catalogue.ts'

const meanings = catalogue({
  'cleanup.policy': ['What becomes of old records: deleted, compacted by key, or both.', '旧消息的处理方式：删除、按键压缩，或两者皆用。'],
  'compression.type': ['How records are stored; `producer` keeps what came.', '存储时的压缩方式，producer 表示保持生产者的压缩。'],
  'delete.retention.ms': ['For so long a compacted topic keeps tombstones.', '压缩主题中墓碑消息的保留时间。'],
  'file.delete.delay.ms': ['So much later a deleted segment leaves the disk.', '日志段标记删除后延迟多久才从磁盘移除。'],
  'flush.messages': ['After so many records the log is flushed to the disk.', '累计多少条消息后强制刷盘。'],
  'flush.ms': ['After so long the log is flushed to the disk.', '最长多久强制刷盘一次。'],
  'index.interval.bytes': ['Every so many bytes the offset index gets an entry.', '位移索引每隔多少字节添加一项。'],
  'max.compaction.lag.ms': ['After so long a record is compacted at the latest.', '消息最迟多久后必须参与压缩。'],
  'max.message.bytes': ['The largest record batch that is taken.', '允许的最大消息批次大小。'],
  'message.timestamp.after.max.ms': ['So far ahead of the broker a timestamp may be.', '消息时间戳最多可超前 broker 时间多少。'],
  'message.timestamp.before.max.ms': ['So far behind the broker a timestamp may be.', '消息时间戳最多可落后 broker 时间多少。'],
  'message.timestamp.type': ["Whose time a record has: its producer's or the broker's.", '消息时间戳取生产者时间还是 broker 追加时间。'],
  'min.cleanable.dirty.ratio': ['The share of uncompacted bytes at which the cleaner begins.', '未压缩数据占比达到多少时开始压缩。'],
  'min.compaction.lag.ms': ['For so long a record is not compacted.', '消息写入后至少多久不参与压缩。'],
  'min.insync.replicas': ['So many replicas must be in sync for acks=all to be taken.', 'acks=all 写入成功所需的最少同步副本数。'],
  preallocate: ['Whether a segment takes its room on the disk at once.', '是否预先分配日志段的磁盘空间。'],
  'retention.bytes': [
    'When a partition is larger, its oldest segments go; -1 for no limit.',
    '分区超过此大小时删除最旧的日志段，-1 为不限。',
  ],
  'retention.ms': ['Segments whose records are all older go; -1 for never.', '日志段中消息全部超过此时间后删除，-1 为永久保留。'],
  'segment.bytes': ['A segment that would be larger is closed and a new one begun.', '日志段达到此大小后滚动到新段。'],
  'segment.index.bytes': ['The room for the index of a segment.', '日志段索引文件的最大大小。'],
  'segment.jitter.ms': ['At most so much earlier a segment is closed, by chance.', '日志段滚动时间的随机提前量上限。'],
  'segment.ms': ['After so long a new segment begins, full or not.', '即使未写满，超过此时间也滚动到新段。'],
  'unclean.leader.election.enable': [
    'Whether a replica that lacks records may lead when no other can.',
    '没有合格副本时，是否允许不同步副本成为 Leader。',
  ],
  'leader.replication.throttled.replicas': [
    'Whose leaders send to followers only at the throttled rate.',
    '对哪些副本限制 Leader 侧复制速率。',
  ],
  'follower.replication.throttled.replicas': ['Which followers fetch only at the throttled rate.', '对哪些副本限制 Follower 侧复制速率。'],
  'auto.create.topics.enable': ['Whether a topic is made when a client asks for it.', '客户端请求不存在的主题时是否自动创建。'],
  'auto.leader.rebalance.enable': ['Whether leadership goes back to preferred replicas by itself.', '是否自动将 Leader 迁回首选副本。'],
  'broker.heartbeat.interval.ms': ['How often a broker tells the controller that it lives.', 'broker 向控制器发送心跳的间隔。'],
  'broker.session.timeout.ms': ['Not heard of for so long, a broker is fenced.', '超过此时间没有心跳，broker 会被隔离。'],
  'controller.quorum.fetch.timeout.ms': [
    'Without a leader for so long, controllers elect another.',
    '超过此时间联系不到 quorum Leader 就重新选举。',
  ],
  'default.replication.factor': ['Of topics that name none.', '未指定时新主题的副本因子。'],
  'num.partitions': ['Of topics that name no number.', '未指定时新主题的分区数。'],
  'group.initial.rebalance.delay.ms': [
    'So long an empty group waits for more members before its first rebalance.',
    '空组首次再均衡前等待更多成员加入的时间。',
  ],
  'group.max.session.timeout.ms': ['The longest session timeout that a member may ask for.', '成员可请求的最长会话超时。'],
  'group.min.session.timeout.ms': ['The shortest session timeout that a member may ask for.', '成员可请求的最短会话超时。'],
  'group.consumer.session.timeout.ms': [
    'Not heard of for so long, a member of a KIP-848 group is out.',
    'KIP-848 组成员超过此时间无心跳即被移除。',
  ],
  'group.consumer.heartbeat.interval.ms': ['How often members of a KIP-848 group beat.', 'KIP-848 组成员的心跳间隔。'],
  'leader.imbalance.check.interval.seconds': [
    'How often the controller looks for leaders that should go home.',
    '控制器检查 Leader 不均衡的间隔。',
  ],
  'offsets.retention.minutes': ['For so long an empty group keeps its offsets.', '空组的已提交位移保留多久。'],
  'offsets.topic.num.partitions': ['Over so many partitions the groups are spread.', '__consumer_offsets 的分区数。'],
  'producer.id.expiration.ms': ['For so long a log remembers a producer that is silent.', '日志记住不活跃生产者的时间。'],
  'replica.fetch.wait.max.ms': ['So long a follower’s fetch waits for something to come.', 'Follower 拉取请求最多等待多久。'],
  'replica.fetch.backoff.ms': ['After an error a follower waits so long.', 'Follower 拉取出错后的退避时间。'],
  'replica.lag.time.max.ms': ['Not caught up for so long, a follower leaves the ISR.', 'Follower 超过此时间未追上就被移出 ISR。'],
  'transaction.max.timeout.ms': ['The longest transaction timeout that a producer may ask for.', '生产者可请求的最长事务超时。'],
  'transaction.state.log.min.isr': ['min.insync.replicas of __transaction_state.', '__transaction_state 的 min.insync.replicas。'],
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': [
    'How often open transactions are looked at for their timeout.',
    '检查超时事务的间隔。',
  ],
  'transactional.id.expiration.ms': ['For so long an unused transactional id is remembered.', '未使用的 transactional.id 保留多久。'],
  'leader.replication.throttled.rate': ['Bytes a second that throttled leaders send.', '受限 Leader 的复制速率（字节/秒）。'],
  'follower.replication.throttled.rate': ['Bytes a second that throttled followers fetch.', '受限 Follower 的复制速率（字节/秒）。'],
})

/** The broker's names of topic configs, where they are not `log.` and the same. */
const SYNONYMS: Readonly<Record<string, keyof typeof meanings>> = {
  'log.roll.ms': 'segment.ms',
  'log.roll.jitter.ms': 'segment.jitter.ms',
  'log.index.size.max.bytes': 'segment.index.bytes',
  'log.flush.interval.messages': 'flush.messages',
  'log.flush.interval.ms': 'flush.ms',
  'message.max.bytes': 'max.message.bytes',
  'log.cleaner.delete.retention.ms': 'delete.retention.ms',
  'log.cleaner.min.compaction.lag.ms': 'min.compaction.lag.ms',
  'log.cleaner.max.compaction.lag.ms': 'max.compaction.lag.ms',
  'log.segment.delete.delay.ms': 'file.delete.delay.ms',
  'log.cleaner.min.cleanable.ratio': 'min.cleanable.dirty.ratio',
}

export function configMeaning(name: string): string | null {
  const known = SYNONYMS[name] ?? name.replace(/^log\./u, '')
  return isKnown(known) ? meanings[known] : null
}

function isKnown(name: string): name is keyof typeof meanings {
  return name in meanings
}
