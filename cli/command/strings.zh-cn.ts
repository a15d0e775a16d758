// What the command `samsa` says, in Chinese. strings.en.ts is the catalogue.

import type { Strings } from './strings.en.ts'

const SANDBOX_OPTIONS = `  -s, --sandbox <sandbox>  密钥、沙箱地址（页面地址，或 …/v1/sandboxes/<id>）或沙箱 id。
                           密钥可写在地址里（?key= 或 #key=），也可放在 SAMSA_KEY 中。
                           不给时：用 SAMSA_KEY，或本目录下 \`npm start\` 的沙箱
      --server <url>       只给出密钥或 id 时，沙箱所在的服务器：SAMSA_URL，
                           默认 http://127.0.0.1:8787
      --json               以 JSON 输出，每行一个对象
      --lang <en|zh-CN>    帮助和消息的语言：默认取 LC_ALL 或 LANG
  -h, --help               显示本帮助

代理取自 HTTPS_PROXY、HTTP_PROXY、ALL_PROXY 和 NO_PROXY。`

export const chinese: Strings = {
  help: {
    main: `samsa：一个链接里的完整 Kafka 集群

用法：samsa <命令> [参数] [选项]

  connect [sandbox]        让 Kafka 客户端连上沙箱：本机为每个 broker 开一个端口
  topics list              列出沙箱的主题
  topics create <topic>…   创建主题
  topics describe <topic>  主题的分区、leader 和副本
  topics delete <topic>…   删除主题及其记录
  produce <topic>          把标准输入的每一行写成记录
  consume <topic>          把记录写到标准输出
  open [sandbox]           在浏览器中打开沙箱

详情见 \`samsa <命令> --help\`。

${SANDBOX_OPTIONS}`,
    connect: `用法：samsa connect [sandbox] [选项]

为沙箱的每个 broker 监听一个端口，并通过 WebSocket 转发 Kafka 客户端的数据。
让客户端连接打印出来的地址即可，不用 TLS，也不用 SASL：沙箱的密钥留在这里。

      --port <port>        第一个 broker 的端口，其余依次加一：KAFKA_PORT，默认 9092
      --ports <list>       每个 broker 一个端口，如 9092,9095,9098：KAFKA_PORTS
      --host <address>     监听的地址：HOST，默认 127.0.0.1
      --advertise <host>   告诉客户端去连接的主机：KAFKA_ADVERTISED_HOST，
                           默认是客户端连进来的那个地址
${SANDBOX_OPTIONS}`,
    topics: `用法：samsa topics list
      samsa topics create <topic>… [选项]
      samsa topics describe <topic> [选项]
      samsa topics delete <topic>… [选项]

  -p, --partitions <n>     用于 create：分区数；不给则取 broker 的 num.partitions
  -r, --replicas <n>       用于 create：每个分区的副本数
  -c, --config <name=value>
                           用于 create：主题的配置；可以多次给出
${SANDBOX_OPTIONS}`,
    produce: `用法：samsa produce <topic> [选项] < 若干行

每一行是一条记录的值。全部存好时退出码为 0。

      --ndjson             每一行是一条 JSON 记录，格式与 \`samsa consume --ndjson\` 的输出相同
  -k, --key <key>          所有记录的键
  -K, --key-separator <text>
                           每一行是：键、这段文字、值
  -p, --partition <n>      所有记录的分区
  -H, --header <name=value>
                           所有记录的头；可以多次给出
      --acks <all|1|0>     记录等到什么才算存好；默认 all
${SANDBOX_OPTIONS}`,
    consume: `用法：samsa consume <topic> [选项]

把每条记录的值写成一行。不指定起点时，从主题末尾开始跟随。

  -b, --from-beginning     已有的全部记录，然后结束
  -f, --follow             与 --from-beginning 同用：到末尾后不结束
  -n, --max <n>            读到这么多条后结束
  -g, --group <group>      作为该消费组的成员，从已提交的位置继续；
                           加 --from-beginning 时，新的组从头开始。一直跟随到 Ctrl-C 或 --max
  -p, --partition <n>      只读这个分区
      --ndjson             每条记录写成 JSON，含键、头、分区和 offset
  -K, --key-separator <text>
                           写成：键、这段文字、值
      --committed          只读已提交的：不含未结束和已中止事务的记录
${SANDBOX_OPTIONS}`,
    open: `用法：samsa open [sandbox] [选项]

打印沙箱页面的地址（没有页面时是其描述的地址），并在浏览器中打开。
地址中含有密钥。

      --print              只打印
${SANDBOX_OPTIONS}`,
  },

  unknownCommand: (name) => `没有命令“${name}”。\`samsa --help\` 列出所有命令。`,
  unknownOption: (name) => `这里没有选项 ${name}。`,
  optionNeedsValue: (name) => `${name} 需要一个值。`,
  optionTakesNoValue: (name) => `${name} 不带值。`,
  optionNeedsNumber: (name, least) => `${name} 必须是不小于 ${least} 的整数。`,
  optionNeedsChoice: (name, choices) => `${name} 只能是以下之一：${choices}。`,
  optionNeedsPair: (name) => `${name} 的写法是 name=value。`,
  optionsExclude: (one, other) => `${one} 和 ${other} 不能同时给出。`,
  optionWantsOther: (one, other) => `${one} 只有与 ${other} 同用才有意义。`,
  missingArgument: (name) => `缺少参数 ${name}。`,
  tooManyArguments: (text) => `多了一个参数“${text}”。`,
  seeHelp: (command) => `见 \`samsa ${command} --help\`。`,

  noSandbox: '哪个沙箱？请给出 --sandbox <密钥或地址>，或设置 SAMSA_KEY；也可以在运行过 `npm start` 的目录里执行。',
  notASandbox: (text) => `“${text}”既不是密钥，也不是沙箱的地址或 id。`,
  noKey: '缺少沙箱的密钥：请设置 SAMSA_KEY，或在地址后写上 #key=。',
  notAKey: '这不是 Samsa 的密钥：密钥以 samsa_own_、samsa_key_ 或 samsa_obs_ 开头，需完整复制。',
  keyOfAnother: '这个密钥属于另一个沙箱，与地址不符。',
  notAServer: (text) => `“${text}”不是服务器地址：地址以 http:// 或 https:// 开头。`,
  notAProxy: '环境变量里的代理不是 http://host:port 这样的地址。',

  unreachable: (origin, reason) => `无法连接 ${origin}：${reason}。`,
  brokeOff: (reason) => `与服务器的连接中断：${reason}。`,
  refused: (status, reason) => `服务器返回 ${status}：${reason}`,
  notSamsa: (origin) => `${origin} 的回答不像 Samsa。`,

  wrongPorts: (name, text, count) => `${name} 是“${text}”，但必须是 ${count} 个不同的端口，每个 broker 一个，如 9092,9095,9098。`,
  wrongPort: (name, text, highest) => `${name} 是“${text}”，但必须是 0 到 ${highest} 之间的数。`,
  portInUse: (port, option, other) => `端口 ${port} 已被占用。请换其他端口：${option} ${other}`,
  cannotListen: (host, port, reason) => `无法在 ${host} 的端口 ${port} 上监听：${reason}。`,
  wrongAdvertisedHost: (text) => `“${text}”不是客户端能连接的主机。`,
  tryingAgain: (reason) => `${reason}正在重试……`,
  connected: (name, brokers) => `沙箱“${name}”共 ${brokers} 个 broker，Kafka 客户端可以这样连接：`,
  pressCtrlC: '本程序运行期间有效。按 Ctrl-C 结束。',
  brokerRefuses: (brokerId, reason) => `broker ${brokerId} 不接受连接：${reason}`,
  brokerAccepts: (brokerId) => `broker ${brokerId} 又接受连接了。`,

  topicCreated: (name, partitions, replicas) => `${name}：已创建，分区 ${partitions}，每个分区的副本 ${replicas}`,
  topicDeleted: (name) => `${name}：已删除`,
  partitionHeading: ['PARTITION', 'LEADER', 'REPLICAS', 'IN SYNC'],
  noLeader: '无',

  lineTooLong: (line, limit) => `第 ${line} 行超过 ${limit} 字节。这一行及之后的都没有发送。`,
  lineFailed: (line, reason) => `第 ${line} 行没有存下：${reason}`,
  produced: (count) => `已存 ${count} 条。`,
  producedOf: (count, sent) => `已存 ${count} 条，共发送 ${sent} 条。`,
  unknownFate: (from) => `第 ${from} 行及之后的结果未知。`,

  opening: '正在浏览器中打开……',
  noBrowser: '无法启动浏览器：请手动打开该地址。',
}
