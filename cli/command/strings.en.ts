// What the command `samsa` says, in English. strings.zh-cn.ts says the same in Chinese: its type is this catalogue, so that a missing line does not
// compile. What the server says is passed on as it comes.

const SANDBOX_OPTIONS = `  -s, --sandbox <sandbox>  a key, an address of the sandbox (its page, or …/v1/sandboxes/<id>), or its id.
                           A key may stand in the address, as ?key= or #key=, or in SAMSA_KEY.
                           Without it: SAMSA_KEY, or the sandbox of \`npm start\` in this folder
      --server <url>       where a sandbox is that is named by its key or id: SAMSA_URL,
                           or http://127.0.0.1:8787
      --json               answer in JSON, an object a line
      --lang <en|zh-CN>    the language of help and messages: by default that of LC_ALL or LANG
  -h, --help               show this

Proxies are taken from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.`

export const english = {
  help: {
    main: `samsa: a whole Kafka cluster in a link

Usage: samsa <command> [arguments] [options]

  connect [sandbox]        let Kafka clients reach the sandbox, by a port on this machine for each broker
  topics list              the topics of the sandbox
  topics create <topic>…   make topics
  topics describe <topic>  partitions, leaders and replicas of a topic
  topics delete <topic>…   delete topics and their records
  produce <topic>          write the lines of the standard input as records
  consume <topic>          write records to the standard output
  open [sandbox]           show the sandbox in a browser

\`samsa <command> --help\` says more.

${SANDBOX_OPTIONS}`,
    connect: `Usage: samsa connect [sandbox] [options]

Listens on a port for each broker of the sandbox and carries what Kafka clients send there over WebSockets.
Point them at the addresses that it prints, without TLS and without SASL: the key of the sandbox stays here.

      --port <port>        the port of the first broker; the others follow: KAFKA_PORT, or 9092
      --ports <list>       a port for each broker, such as 9092,9095,9098: KAFKA_PORTS
      --host <address>     the address to listen on: HOST, or 127.0.0.1
      --advertise <host>   what clients are told to connect to: KAFKA_ADVERTISED_HOST,
                           or the address that they came to
${SANDBOX_OPTIONS}`,
    topics: `Usage: samsa topics list
       samsa topics create <topic>… [options]
       samsa topics describe <topic> [options]
       samsa topics delete <topic>… [options]

  -p, --partitions <n>     for create: how many partitions; the broker's num.partitions without it
  -r, --replicas <n>       for create: how many replicas each of them has
  -c, --config <name=value>
                           for create: a config of the topic; may be given several times
${SANDBOX_OPTIONS}`,
    produce: `Usage: samsa produce <topic> [options] < lines

Each line is the value of a record. The exit code is 0 when all of them are stored.

      --ndjson             each line is a record in JSON, as \`samsa consume --ndjson\` writes it
  -k, --key <key>          the key of all records
  -K, --key-separator <text>
                           a line is key, this text, value
  -p, --partition <n>      the partition of all records
  -H, --header <name=value>
                           a header of all records; may be given several times
      --acks <all|1|0>     what a record waits for before it counts as stored; all without it
${SANDBOX_OPTIONS}`,
    consume: `Usage: samsa consume <topic> [options]

Writes the value of each record as a line. Without a place to begin at, it follows from the end of the topic.

  -b, --from-beginning     everything that is there, and then ends
  -f, --follow             with --from-beginning: does not end there
  -n, --max <n>            ends after so many records
  -g, --group <group>      as a member of this consumer group, which goes on where it was committed;
                           with --from-beginning a new group begins there. Follows until Ctrl-C or --max
  -p, --partition <n>      only this partition
      --ndjson             each record as JSON, with its key, headers, partition and offset
  -K, --key-separator <text>
                           writes key, this text, value
      --committed          only what is committed: no records of open and aborted transactions
${SANDBOX_OPTIONS}`,
    open: `Usage: samsa open [sandbox] [options]

Prints the address of the sandbox's page, or of its description where there is no page, and shows it in the browser.
The address contains the key.

      --print              only prints it
${SANDBOX_OPTIONS}`,
  },

  // How somebody called it.
  unknownCommand: (name: string) => `There is no command "${name}". \`samsa --help\` lists them.`,
  unknownOption: (name: string) => `There is no option ${name} here.`,
  optionNeedsValue: (name: string) => `${name} needs a value.`,
  optionTakesNoValue: (name: string) => `${name} takes no value.`,
  optionNeedsNumber: (name: string, least: number) => `${name} must be a whole number from ${least} on.`,
  optionNeedsChoice: (name: string, choices: string) => `${name} must be one of ${choices}.`,
  optionNeedsPair: (name: string) => `${name} must be name=value.`,
  optionsExclude: (one: string, other: string) => `${one} and ${other} cannot be given together.`,
  optionWantsOther: (one: string, other: string) => `${one} makes sense only with ${other}.`,
  missingArgument: (name: string) => `The ${name} is missing.`,
  tooManyArguments: (text: string) => `"${text}" is one argument too many.`,
  seeHelp: (command: string) => `See \`samsa ${command} --help\`.`,

  // Which sandbox.
  noSandbox: 'Which sandbox? Give --sandbox <key or address>, or set SAMSA_KEY; or run this where `npm start` was run.',
  notASandbox: (text: string) => `"${text}" is neither a key, nor the address or the id of a sandbox.`,
  noKey: 'The key of the sandbox is missing: set SAMSA_KEY, or give it in the address as #key=.',
  notAKey: 'The key is not one of Samsa: those begin with samsa_own_, samsa_key_ or samsa_obs_, and are to be copied whole.',
  keyOfAnother: 'The key is of another sandbox than the address.',
  notAServer: (text: string) => `"${text}" is not the address of a server: one begins with http:// or https://.`,
  notAProxy: 'The proxy that the environment names is not an address such as http://host:port.',

  // The server.
  unreachable: (origin: string, reason: string) => `${origin} cannot be reached: ${reason}.`,
  brokeOff: (reason: string) => `The connection to the server broke off: ${reason}.`,
  refused: (status: number, reason: string) => `The server answered ${status}: ${reason}`,
  notSamsa: (origin: string) => `${origin} does not answer as Samsa does.`,

  // connect
  wrongPorts: (name: string, text: string, count: number) =>
    `${name} is "${text}", but has to be ${count} different ports, one for each broker, such as 9092,9095,9098.`,
  wrongPort: (name: string, text: string, highest: number) => `${name} is "${text}", but has to be a number from 0 to ${highest}.`,
  portInUse: (port: number, option: string, other: string) => `Port ${port} is already in use. Choose others: ${option} ${other}`,
  cannotListen: (host: string, port: number, reason: string) => `Cannot listen on ${host}, port ${port}: ${reason}.`,
  wrongAdvertisedHost: (text: string) => `"${text}" is no host that clients could connect to.`,
  tryingAgain: (reason: string) => `${reason} Trying again…`,
  connected: (name: string, brokers: number) => `Kafka clients reach the sandbox "${name}" with its ${brokers} brokers at`,
  pressCtrlC: 'as long as this runs. Ctrl-C ends it.',
  brokerRefuses: (brokerId: number, reason: string) => `Broker ${brokerId} takes no connections: ${reason}`,
  brokerAccepts: (brokerId: number) => `Broker ${brokerId} takes connections again.`,

  // topics
  topicCreated: (name: string, partitions: number, replicas: number) =>
    `${name}: made, partitions ${partitions}, replicas of each ${replicas}`,
  topicDeleted: (name: string) => `${name}: deleted`,
  partitionHeading: ['PARTITION', 'LEADER', 'REPLICAS', 'IN SYNC'] as string[],
  noLeader: 'none',

  // produce
  lineTooLong: (line: number, limit: number) => `Line ${line} is longer than ${limit} bytes. It and what follows was not sent.`,
  lineFailed: (line: number, reason: string) => `Line ${line} was not stored: ${reason}`,
  produced: (count: number) => `${count} stored.`,
  producedOf: (count: number, sent: number) => `${count} of ${sent} stored.`,
  unknownFate: (from: number) => `What became of line ${from} and those after it is not known.`,

  // open
  opening: 'Opening it in the browser…',
  noBrowser: 'No browser could be started: open the address by hand.',
}

/** Every line that the command can say. */
export type Strings = typeof english
