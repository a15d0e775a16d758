// The APIs of a broker of Kafka 4.3 that are not answered here, with the reason. A request for one ends the connection, as it does at a broker
// that does not have it, and ApiVersions does not list it.

export type NotOffered = { readonly apiKeys: readonly number[]; readonly en: string; readonly 'zh-CN': string }

export const NOT_OFFERED: readonly NotOffered[] = [
  {
    apiKeys: [34],
    en: 'A broker has one log directory, so no log can move to another.',
    'zh-CN': '每个 broker 只有一个日志目录，日志无处可移。',
  },
  {
    apiKeys: [38, 39, 40, 41],
    en: 'Clients authenticate with keys of the sandbox; there are no delegation tokens.',
    'zh-CN': '客户端用沙箱的密钥认证，没有委托令牌。',
  },
  {
    apiKeys: [51],
    en: 'The credentials for SCRAM are the keys of the sandbox, made and revoked over HTTP.',
    'zh-CN': 'SCRAM 的凭据就是沙箱的密钥，通过 HTTP 创建和吊销。',
  },
  {
    apiKeys: [64],
    en: 'The brokers of a sandbox stay the ones that it was made with.',
    'zh-CN': '沙箱的 broker 在创建时就定了下来。',
  },
  {
    apiKeys: [71, 72],
    en: 'As at a broker without a receiver of telemetry: clients see that it is missing and send none.',
    'zh-CN': '与没有配置遥测接收端的 broker 一样：客户端看到没有这个 API，就不会发送遥测。',
  },
  {
    apiKeys: [76, 77, 78, 79, 83, 84, 85, 86, 87, 90, 91, 92],
    en: 'There are no share groups.',
    'zh-CN': '没有共享组。',
  },
  {
    apiKeys: [80, 81],
    en: 'The voters of the quorum are static.',
    'zh-CN': '控制器仲裁的投票成员是静态的。',
  },
  {
    apiKeys: [88, 89],
    en: 'There are no streams groups; Kafka Streams runs with the classic protocol.',
    'zh-CN': '没有 Streams 组；Kafka Streams 使用经典协议。',
  },
]
