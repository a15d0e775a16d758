import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  snapshots: ['Snapshots', '快照'],
  intro: [
    'A snapshot keeps a moment of the cluster with its history, for ever the same. Whoever has its link can replay it and fork it, without a key.',
    '快照定格集群的某一刻及其历史，永不改变。拿到链接的人无需密钥即可回放和分叉。',
  ],
  titleField: ['Title', '标题'],
  titleHint: ['What is to be seen in it, such as “leader dies with acks=1”.', '说明其中有什么，例如“acks=1 时 Leader 宕机”。'],
  take: ['Take a snapshot', '拍摄快照'],
  takePast: ['Take a snapshot of the moment shown', '为当前显示的时刻拍摄快照'],
  taking: ['Taking it…', '正在拍摄…'],
  importFile: ['Import a file', '导入文件'],
  importHint: ['A .samsa.tar that was downloaded here or elsewhere.', '从这里或别处下载的 .samsa.tar 文件。'],
  importing: ['Importing…', '正在导入…'],
  none: ['No snapshot was taken yet.', '还没有快照。'],
  list: ['Snapshots of this sandbox, newest first', '本沙箱的快照，新的在前'],
  loading: ['Loading…', '正在加载…'],

  copyLink: ['Copy link', '复制链接'],
  download: ['Download', '下载'],
  fork: ['Fork', '分叉'],
  restore: ['Restore…', '恢复…'],
  restoreTitle: ['Restore this snapshot?', '恢复到这份快照？'],
  restoreWhat: [
    (title: string) =>
      `The sandbox becomes what it was in “${title}”. Everything that happened since is gone from it, for everybody who uses it.`,
    (title: string) => `沙箱将回到“${title}”时的样子。此后发生的一切都会从沙箱中消失，对所有使用者都是如此。`,
  ],
  restoreHint: [
    'Take a snapshot first if you want to come back. To try something without losing anything, fork.',
    '如果之后还想回来，请先拍一份快照。只想试试而不丢东西，请用分叉。',
  ],
  restoreNow: ['Restore', '恢复'],
  cancel: ['Cancel', '取消'],
  untitled: ['Untitled', '未命名'],
  archive: ['archive of an expired sandbox', '过期沙箱的存档'],
  lastMoment: ['its last moment only', '仅最后时刻'],
  lastMomentHint: [
    'Another version of the engine made it. Its state can be read, its history cannot be replayed here.',
    '它由另一个引擎版本生成：状态可以读取，历史无法在这里重放。',
  ],
  notReplayable: ['of another engine', '来自其他引擎版本'],

  snapshot: ['Snapshot', '快照'],
  snapshotHint: ['Read-only and for ever the same. Fork it to change something.', '只读，永不改变。想动手请分叉。'],
  about: ['About this snapshot', '关于这份快照'],
  taken: ['Taken', '拍摄时间'],
  clusterTime: ['Cluster time', '集群时间'],
  moments: ['Moments kept', '保留的时刻'],
  momentsOf: [(first: string, last: string) => `events ${first} to ${last}`, (first: string, last: string) => `事件 ${first} 至 ${last}`],
  engine: ['Engine version', '引擎版本'],
  seed: ['Seed', '随机种子'],
  size: ['Size', '大小'],
  content: ['Content', '内容'],
  contentOf: [
    (brokers: string, topics: string, partitions: string, groups: string, records: string) =>
      `brokers: ${brokers}, topics: ${topics}, partitions: ${partitions}, groups: ${groups}, records: ${records}`,
    (brokers: string, topics: string, partitions: string, groups: string, records: string) =>
      `broker ${brokers} 个，主题 ${topics} 个，分区 ${partitions} 个，消费者组 ${groups} 个，消息 ${records} 条`,
  ],
  hash: ['Hash', '哈希'],
  engineOld: [
    'The engine that runs here cannot replay this snapshot: another version made it, and replaying it would not give the same cluster.',
    '这里运行的引擎无法重放这份快照：它由另一个版本生成，重放得不到同一个集群。',
  ],
  engineStill: [
    'Its description stands, and its file can be downloaded and opened with that version.',
    '说明仍然可看，文件也可以下载，用对应版本打开。',
  ],
  opening: ['Opening the snapshot…', '正在打开快照…'],
  forkedName: [(title: string) => `${title}, forked`, (title: string) => `${title}（分叉）`],
})
