// The words for each kind of fault.
import { catalogue } from '../i18n/catalogue.ts'

const HINTS = {
  link: [
    'Messages between two nodes, or with the clients, are late, lost, or cut.',
    '两个节点之间（或与客户端之间）的消息延迟、丢失或完全不通。',
  ],
  pause_replication: ['The replica fetchers of a broker stand still.', '该 broker 的副本拉取线程停止工作。'],
  slow_disk: ['Every write of a broker takes longer.', '该 broker 的每次写盘都变慢。'],
  error: ['The next requests are answered with an error, and nothing else happens.', '接下来的请求直接返回错误，不会被执行。'],
  drop_response: ['The next requests are carried out, and their answers never arrive.', '接下来的请求会被执行，但响应永远不会到达。'],
  rebalance: ['Once: all members of a group have to join again.', '一次性：组内所有成员都必须重新加入。'],
  expire_session: [
    'Once: a member is taken for dead, and the others share what it had.',
    '一次性：成员被判定为失效，其分区由其他成员接管。',
  ],
} as const

export const faultText = catalogue({
  link: ['Network link', '网络链路'],
  pause_replication: ['Replication stands still', '副本同步暂停'],
  slow_disk: ['Slow disk', '慢磁盘'],
  error: ['Requests fail', '请求返回错误'],
  drop_response: ['Answers get lost', '响应丢失'],
  rebalance: ['Rebalance', '再均衡'],
  expire_session: ['A session expires', '会话过期'],
  hintOf: [(kind: keyof typeof HINTS): string => HINTS[kind][0], (kind: keyof typeof HINTS): string => HINTS[kind][1]],
})
