import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  title: ['Transactions', '事务'],
  none: [
    'No transactional id is known. One comes up when a producer with transactional.id starts, or by POST /v3/clusters/{id}/transactions.',
    '还没有事务 ID。配置了 transactional.id 的生产者启动，或调用 POST /v3/clusters/{id}/transactions 后才会出现。',
  ],
  id: ['Transactional id', '事务 ID'],
  producerId: ['Producer id', '生产者 ID'],
  producerEpoch: ['Producer epoch', '生产者纪元'],
  state: ['State', '状态'],
  pendingState: [(state: string) => `to ${state}`, (state: string) => `→ ${state}`],
  age: ['Open for', '已打开'],
  timeout: ['transaction.timeout.ms', 'transaction.timeout.ms'],
  partitions: ['Partitions', '分区'],
  coordinator: ['Coordinator', '事务协调者'],
  markers: ['Markers', '控制标记'],
  markersOf: [
    (written: number, all: number) => `${written} of ${all} written`,
    (written: number, all: number) => `已写入 ${written}/${all}`,
  ],
  broker: [(id: number) => `broker ${id}`, (id: number) => `broker ${id}`],
  noBroker: ['none', '无'],
  closed: ['not open', '未打开'],
  hung: ['hung', '悬挂'],
  hungHint: ['open beyond its timeout: its coordinator could not abort it', '超过超时时间仍未结束：协调者未能中止它'],
  all: ['All transactions', '全部事务'],
  gone: [(id: string) => `No coordinator knows of ${id} now.`, (id: string) => `当前没有协调者知道事务 ID ${id}。`],
  holder: ['Held by', '持有者'],
  noApp: ['a client', '外部客户端'],

  // What holds readers back
  heldBack: ['Last stable offsets that are held back', '被阻挡的最后稳定位移（LSO）'],
  heldBackHint: [
    'Readers of committed records get nothing from the LSO on, until the transaction that holds it back has ended. Readers of uncommitted records get everything up to the HW.',
    '在阻挡它的事务结束之前，read_committed 的读者读不到 LSO 及之后的消息；read_uncommitted 的读者可以读到 HW 为止。',
  ],
  nothingHeld: ['No transaction holds a reader back.', '没有事务阻挡读者。'],
  partition: ['Partition', '分区'],
  lso: ['LSO', 'LSO'],
  highWatermark: ['HW', 'HW'],
  offsetsHeld: ['Offsets held back', '被阻挡的位移数'],
  heldBy: ['Held back by', '阻挡者'],
  unknownHolder: ['nobody that a coordinator knows: a hanging transaction', '没有协调者知道它：悬挂事务'],
  findProducers: ['Find its producers', '查找生产者'],
  findProducersOf: [(place: string) => `Find the producers of ${place}`, (place: string) => `查找 ${place} 的生产者`],
  openFrom: [
    (producer: number, epoch: number, offset: number) => `producer ${producer}, epoch ${epoch}, open from offset ${offset} on`,
    (producer: number, epoch: number, offset: number) => `生产者 ${producer}，纪元 ${epoch}，从位移 ${offset} 起未结束`,
  ],
  abortHanging: [(producer: number) => `Abort it here (producer ${producer})`, (producer: number) => `在此分区中止（生产者 ${producer}）`],
  noOpenProducer: ['No producer has a transaction open here any more.', '这里已没有未结束的事务。'],

  // One transaction
  runs: ['Transactions of this id', '此 ID 的历次事务'],
  pickRun: ['Transactions, newest first', '历次事务，最新的在前'],
  noRuns: ['No transaction of this id is in the history that is kept.', '保留的历史中没有此 ID 的事务。'],
  reading: ['Reading the history…', '正在读取历史…'],
  open: ['open', '进行中'],
  commit: ['committed', '已提交'],
  abort: ['aborted', '已中止'],
  lasted: [(duration: string) => `lasted ${duration}`, (duration: string) => `历时 ${duration}`],
  steps: ['The path of the transaction', '事务的完整过程'],
  stepsHint: [
    'The first phase ends when the outcome is in __transaction_state (PrepareCommit or PrepareAbort): from then on it holds, whatever fails. The second phase writes a marker to each partition.',
    '第一阶段以结果写入 __transaction_state（PrepareCommit 或 PrepareAbort）为止：此后无论发生什么故障，结果都不会改变。第二阶段向每个分区写入控制标记。',
  ],
  noMarker: ['before the outcome', '结果未定'],
  waiting: ['waits to be sent', '等待发送'],
  sent: ['sent', '已发送'],
  written: ['written', '已写入'],

  // Actions
  actions: ['Actions', '操作'],
  crash: [(name: string) => `Crash ${name}`, (name: string) => `让 ${name} 崩溃`],
  byHand: [
    'As the producer with its newest epoch: a producer that still runs is fenced by it.',
    '以生产者最新纪元的身份执行：仍在运行的生产者会因此被隔离。',
  ],
})
