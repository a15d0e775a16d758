import { catalogue } from '../i18n/catalogue.ts'

export const text = catalogue({
  stillWorks: ['What still works', '现在还能做什么'],
  quote: ['When you ask for help, quote', '求助时请附上'],

  unknownTitle: ['There is no page at this address', '这个地址没有页面'],
  unknownWhat: [
    'The link may have been cut off on its way, or mistyped. A sandbox is /s/ and 22 characters, a snapshot /x/ and 43.',
    '链接可能在转发时被截断，或输入有误。沙箱的地址是 /s/ 加 22 个字符，快照的地址是 /x/ 加 43 个字符。',
  ],

  noKeyTitle: ['This link has no key', '这个链接不带密钥'],
  noKeyWhat: [
    'A sandbox opens with a key, which stands behind #k= in the link that its owner passes on. This browser has none for this sandbox.',
    '打开沙箱需要密钥，它位于所有者分享的链接中 #k= 之后。本浏览器没有这个沙箱的密钥。',
  ],
  keyTitle: ['The key does not open this sandbox', '密钥无法打开这个沙箱'],
  keyWhat: [
    'It was revoked, it has expired, or it was not copied as a whole. The sandbox itself is as it was.',
    '密钥已被吊销、已过期，或复制不完整。沙箱本身没有任何变化。',
  ],
  forbiddenTitle: ['This key may not look', '这个密钥没有查看权限'],
  forbiddenWhat: [
    'It is good for other calls, such as producing or consuming, and not for the page. The owner can make one with the scope observe.',
    '它可用于生产或消费等调用，但不能用于打开页面。所有者可以创建一个 scope 为 observe 的密钥。',
  ],
  goneTitle: ['There is no such sandbox', '没有这个沙箱'],
  goneWhat: [
    'Either the link is not whole, or the sandbox was deleted. What is deleted is gone for good.',
    '要么链接不完整，要么沙箱已被删除。删除后无法恢复。',
  ],
  archivedTitle: ['This sandbox has expired', '这个沙箱已过期'],
  archivedAt: [
    (date: string) => `It was kept as a snapshot on ${date}, with its history and its data. Nobody used up anything: its time was over.`,
    (date: string) => `它已于 ${date} 存成快照，历史和数据都在。这不是超出配额，只是到期了。`,
  ],
  archivedWhat: [
    'It was kept as a snapshot, with its history and its data. Nobody used up anything: its time was over.',
    '它已存成快照，历史和数据都在。这不是超出配额，只是到期了。',
  ],
  forkArchive: ['Fork it and go on', '分叉并继续'],
  seeArchive: ['Look at the snapshot', '查看快照'],
  quotaTitle: ['Too much at once', '请求过多'],
  quotaWhat: [
    'A limit of the service was reached. Nothing is lost; the page goes on by itself.',
    '达到了服务的限额。没有丢失任何东西，页面会自动继续。',
  ],
  quotaUntil: [(time: string) => `The next attempt is at ${time}.`, (time: string) => `下一次尝试在 ${time}。`],
  engineTitle: ['This snapshot is of an engine that does not run any more', '这份快照所用的引擎已不再运行'],
  engineWhat: [
    'It was made by another version of Samsa, and replaying it here would not give the same cluster. So it is not opened.',
    '它由另一个版本的 Samsa 生成，在这里重放得不到同一个集群，因此不予打开。',
  ],
  offlineTitle: ['The server does not answer', '服务器没有响应'],
  offlineWhat: [
    'The connection may be down. The sandbox goes on without this page, which tries again by itself.',
    '可能是网络断了。沙箱不依赖本页面，会继续运行；页面会自动重试。',
  ],
  serverTitle: ['The server has trouble', '服务器出了问题'],
  serverWhat: [
    'This is our mistake, or too much to do at once. What was acknowledged is stored. The page tries again by itself.',
    '这是我们的问题，或一时负载过高。已确认的写入都已存储。页面会自动重试。',
  ],
  otherTitle: ['This cannot be opened', '无法打开'],
  otherWhat: ['The server refused it, in these words:', '服务器拒绝了请求，原文如下：'],

  snapshotGoneTitle: ['There is no such snapshot', '没有这份快照'],
  snapshotGoneWhat: [
    'The link is not whole: a snapshot’s address is made from its content and has 43 characters behind /x/.',
    '链接不完整：快照的地址由内容算出，/x/ 之后应有 43 个字符。',
  ],

  paste: ['Paste a key, or a whole link with one', '粘贴密钥，或带密钥的完整链接'],
  open: ['Open', '打开'],
  notAKey: [
    'This is neither a key nor a link with one. A key begins with samsa_.',
    '这既不是密钥，也不是带密钥的链接。密钥以 samsa_ 开头。',
  ],
  again: ['Try again', '重试'],
  home: ['Home', '首页'],
})
