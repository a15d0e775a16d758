// The sentences of WireApi.notDone in Chinese, by the English ones.

export const NOT_DONE_IN_CHINESE: Readonly<Record<string, string>> = {
  'Every fetch is answered by the leader: there is no reading from followers (KIP-392).':
    '所有拉取都由 Leader 响应：不能从 Follower 读取 (KIP-392)。',
  'A fetch session belongs to its connection, and is not found on another one.': '拉取会话属于它的连接，换一个连接就找不到了。',
  'Whoever asks as a replica is answered as a consumer is.': '以副本身份发来的请求，按消费者来响应。',
  'Nothing is looked for in tiered storage, so there is no waiting for it.': '不到分层存储里查找，因此也不会为它等待。',
  'A topic that is made by this request is described at once, with its leaders; a broker of Kafka asks the client to come again.':
    '由这个请求创建的主题会立刻连同 Leader 一起返回；Kafka 的 broker 则让客户端稍后再问。',
  'A group or a partition that a request names twice is answered once.': '请求里重复出现的组或分区只响应一次。',
  'There are no share groups, so nobody coordinates one: INVALID_REQUEST.': '没有共享组，也就没有它的协调器：INVALID_REQUEST。',
  'A group that a request names twice is described once.': '请求里重复出现的组只描述一次。',
  'There are no share groups and no streams groups to list.': '没有共享组，也没有 Streams 组可列。',
  'The mechanisms GSSAPI and OAUTHBEARER are not offered.': '不提供 GSSAPI 和 OAUTHBEARER 机制。',
  'A topic is made in the moment in which it is asked for, so timeoutMs is not looked at.':
    '主题在收到请求的那一刻就创建好了，因此不看 timeoutMs。',
  'More topics or partitions than a sandbox holds are POLICY_VIOLATION.': '主题数或分区数超过沙箱的上限，得到 POLICY_VIOLATION。',
  'A topic is gone in the moment in which it is deleted, so timeoutMs is not looked at.':
    '主题在删除的那一刻就消失了，因此不看 timeoutMs。',
  'A request with more than 1000 transactions, which are more than there can be, is INVALID_REQUEST.':
    '一个请求里的事务超过 1000 个（比可能存在的还多），得到 INVALID_REQUEST。',
  'A partition takes one marker a request: a second one is INVALID_REQUEST.':
    '一个请求只能给一个分区写一个标记：第二个得到 INVALID_REQUEST。',
  'Documentation texts are null.': '说明文字为 null。',
  'Loggers and client metrics have no configs. Of groups only the configs of consumer groups are known.':
    '日志记录器和客户端指标没有配置。组的配置只有消费者组的那些。',
  'Loggers and client metrics have no configs: INVALID_REQUEST. Of groups only the configs of consumer groups are known.':
    '日志记录器和客户端指标没有配置：INVALID_REQUEST。组的配置只有消费者组的那些。',
  'A request for more than 1,024 resources is INVALID_REQUEST.': '一个请求里的资源超过 1,024 个，得到 INVALID_REQUEST。',
  'Every broker has one directory, which never fails, is never cordoned, and has no logs on their way to another.':
    '每个 broker 只有一个目录，它不会出故障，不会被隔离，也没有正要移到别处的日志。',
  'Delegation tokens do not authenticate.': '不能用委托令牌认证。',
  'A client that has failed is answered at once, not after a delay.': '认证失败会立刻得到响应，不会延迟。',
  'More partitions than a topic or a sandbox holds are POLICY_VIOLATION.': '分区数超过主题或沙箱的上限，得到 POLICY_VIOLATION。',
  'The brokers hear of their new leaders at once, so timeoutMs is not looked at.': 'broker 立刻就知道新的 Leader，因此不看 timeoutMs。',
  'Replication throttles are kept and have no effect: where no link is slow, copies are made at once.':
    '复制限流的配置会保存，但不起作用：只要网络不慢，数据立刻就复制完了。',
  'Only producer_byte_rate and consumer_byte_rate throttle anybody. request_percentage, controller_mutation_rate and connection_creation_rate are kept and told.':
    '只有 producer_byte_rate 和 consumer_byte_rate 会限流。request_percentage、controller_mutation_rate 和 connection_creation_rate 只是保存下来，可以查询。',
  'The voters are static (kraft.version 0), so they have no directory ids.': '投票成员是静态的 (kraft.version 0)，因此没有目录 ID。',
  'A sandbox keeps the feature levels that it was made with: other levels are INVALID_UPDATE_VERSION.':
    '沙箱的特性级别在创建时就定了：改成别的级别会得到 INVALID_UPDATE_VERSION。',
  'Controllers have no addresses for clients, so nobody answers with the endpoints of controllers.':
    '控制器没有供客户端使用的地址，因此不会返回控制器的端点。',
  'A pattern that could take long is INVALID_REGULAR_EXPRESSION.': '可能耗时的正则表达式，得到 INVALID_REGULAR_EXPRESSION。',
  'A regular expression that could take long is INVALID_REGULAR_EXPRESSION, also when RE2/J would take it.':
    '可能耗时的正则表达式，即使 RE2/J 接受，也得到 INVALID_REGULAR_EXPRESSION。',
  'A replica that moves to another rack begins no rebalance.': '副本换到另一个机架，不会引起再均衡。',
  'Loggers and client metrics have no configs, so none are listed.': '日志记录器和客户端指标没有配置，因此不会列出。',
}
