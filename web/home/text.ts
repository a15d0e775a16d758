import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  sentence: [
    'A real Kafka cluster in a link. Break it, rewind it, share it.',
    '一个链接，一整个 Kafka 集群。放手搞坏，随时倒带，随手分享。',
  ],
  terms: [
    'No account. Kept for 7 days, longer if you extend it. Forkable for ever: what expires becomes a snapshot.',
    '无需注册。默认保留 7 天，可以延长。永远可以分叉：过期后会存成快照。',
  ],
  orByCurl: ['Or from a terminal:', '也可以在终端里启动：'],
  copyCurl: ['Copy', '复制'],
  producer: ['producer', 'producer'],
  group: ['consumer group', '消费者组'],
  leader: ['leader', 'Leader'],
  follower: ['follower', 'Follower'],
  down: ['✕ down', '✕ 已停止'],
  step1: [
    'Broker 1 leads the partition. The producer writes with acks=all; brokers 2 and 3 follow and are in sync.',
    'broker 1 是该分区的 Leader。producer 以 acks=all 写入；broker 2 和 3 跟随复制，都在 ISR 中。',
  ],
  step2: ['The leader is killed.', 'Leader 被强制终止。'],
  step3: [
    'Broker 2 was in sync, so it becomes the leader, and the producer goes on. Nothing acknowledged is lost.',
    'broker 2 在 ISR 中，因而当选为新的 Leader，producer 继续写入。已确认的消息一条不丢。',
  ],
  step4: ['Broker 1 comes back as a follower and catches up.', 'broker 1 恢复后成为 Follower，追上进度。'],
  pausePicture: ['Pause', '暂停'],
  playPicture: ['Play', '播放'],
  nextStep: ['Next step', '下一步'],

  uses: ['What you can do', '能做什么'],
  breakTitle: ['Learn by breaking', '边搞坏边学'],
  break1: [
    'See brokers, partitions, replicas, ISR, high watermark and last stable offset as they move.',
    '实时看到 broker、分区、副本、ISR、高水位（HW）和 LSO 的变化。',
  ],
  break2: [
    'Kill a broker, pause it, cut or slow down a link, fill a disk, lose a controller.',
    '终止或暂停 broker，切断或拖慢网络链路，写满磁盘，弄丢控制器。',
  ],
  break3: ['Every event says why it happened and which event caused it.', '每个事件都说明为什么发生、由哪个事件引起。'],
  shareTitle: ['Rewind and share', '倒带与分享'],
  share1: [
    'Stop the cluster’s clock, step event by event, go back to any moment that is kept.',
    '暂停集群时钟，逐个事件步进，回到任意一个还保留着的时刻。',
  ],
  share2: [
    'Send a link to look, a link to control, or a snapshot that never changes.',
    '可以发只读链接、控制链接，或者一份永不改变的快照。',
  ],
  share3: ['Fork from any moment: everybody experiments on a copy of their own.', '从任意时刻分叉：每个人都在自己的副本上做实验。'],
  callTitle: ['Call it from anything', '任何程序都能调用'],
  call1: [
    'REST v3 and v2 as Confluent’s proxy speaks them, event streams, a JSON WebSocket.',
    '兼容 Confluent REST Proxy 的 v3 与 v2 接口，另有 SSE 事件流和 JSON WebSocket。',
  ],
  call2: ['Kafka’s own protocol for the clients you already have.', '支持 Kafka 原生协议，现有客户端直接可用。'],
  call3: [
    'Each button on the page shows the call behind it as curl and as code.',
    '页面上的每个按钮都能显示背后的 API 调用：curl 或代码。',
  ],

  honest: ['How real is it?', '它有多真实？'],
  real: ['Real', '真实'],
  realIs: [
    'Record batches byte for byte, partitioning by murmur2, replication with epochs, ISR and high watermarks, elections, idempotence, transactions, both group protocols. They are compared with answers of Apache Kafka itself.',
    'record batch 逐字节一致，murmur2 分区，带 epoch、ISR 和高水位的复制，选举，幂等，事务，新旧两种消费者组协议。这些都与 Apache Kafka 本身的结果逐一比对。',
  ],
  simplified: ['Simplified', '有所简化'],
  simplifiedIs: [
    'It is an engine of our own, not Apache Kafka’s code. Brokers are simulated in one process on one clock; Raft between controllers is not replayed.',
    '引擎由我们自己实现，不是 Apache Kafka 的代码。所有 broker 在同一进程、同一时钟下模拟；不重放控制器之间的 Raft 过程。',
  ],
  missing: ['Not there', '没有的'],
  missingIs: [
    'Schema Registry, share groups, Kafka Streams groups, tiered storage, fetching from followers.',
    'Schema Registry、share group、Kafka Streams 组、分层存储、从 Follower 拉取。',
  ],
  fidelity: ['The whole list is the file FIDELITY.md of the source. Every route:', '完整清单见源码中的 FIDELITY.md。全部接口：'],
  openapi: ['OpenAPI document', 'OpenAPI 文档'],
})
