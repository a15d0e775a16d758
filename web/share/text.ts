import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  forking: ['Forking…', '正在分叉…'],

  title: ['Share', '分享'],
  look: ['Live link to look', '实时链接（只读）'],
  lookWhat: [
    'Whoever has it watches the cluster live and reads its records. They change nothing. It may be published.',
    '拿到它的人可以实时观看集群、读取消息，但不能做任何修改。可以公开发布。',
  ],
  makeLook: ['Make a link to look', '生成只读链接'],
  snapshot: ['Snapshot link', '快照链接'],
  snapshotWhat: [
    'This very moment with its history, for ever the same. Needs no key; everybody can replay it and fork a sandbox of their own.',
    '定格这一刻及其历史，永不改变。无需密钥，任何人都可以回放，也可以分叉出自己的沙箱。',
  ],
  take: ['Take a snapshot', '拍摄快照'],
  takePast: ['Take a snapshot of the moment shown', '为当前显示的时刻拍摄快照'],
  taking: ['Taking it…', '正在拍摄…'],
  snapshotOwner: ['Only the owner can take one.', '只有所有者可以拍摄。'],
  control: ['Live link to control', '实时链接（可控制）'],
  controlWarning: [
    'Whoever has it may do everything: produce, kill brokers, delete the sandbox. Pass it on only to people you would hand your keyboard.',
    '拿到它的人什么都能做：写入消息、终止 broker、删除沙箱。只发给你愿意把键盘交给他的人。',
  ],
  copy: ['Copy', '复制'],
  qr: ['QR code', '二维码'],
  qrOf: [(name: string) => `QR code: ${name}`, (name: string) => `二维码：${name}`],
})
