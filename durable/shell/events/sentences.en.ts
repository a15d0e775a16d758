// What happened and why, in English.
import { MAX_BROKER_ID } from '../../../schema/limits.ts'
import type { Endpoint } from '../../engine/faults/fault.ts'
import { accessSentences } from './access-sentences.en.ts'
import { appChanges } from './app-sentences.en.ts'
import { groupChanges, groupReasons, groupSentences } from './group-sentences.en.ts'
import { PRODUCER_IDS_PER_BLOCK } from '../../engine/producer-ids.ts'
import { faultWords, idList, lastAppended, partitionName, percent, timeText } from './sentences.ts'
import type { DoorWords, FaultWords, Sentences } from './sentences.ts'
import { transactionSentences } from './transaction-sentences.en.ts'
import { consumerGroupReasons, consumerGroupSentences } from './consumer-group-sentences.en.ts'

/** Controllers have ids above all that a broker may have. */
function node(nodeId: number): string {
  return nodeId > MAX_BROKER_ID ? `controller ${nodeId}` : `broker ${nodeId}`
}

function endpoint(at: Endpoint): string {
  if (at === 'clients') return 'the clients'
  return at === 'all' ? 'every node' : node(at)
}

function count(amount: number, one: string, many: string): string {
  return `${amount} ${amount === 1 ? one : many}`
}

function requestsTo(brokerId: number | null, api: string, amount: number): string {
  const which = amount === 1 ? `the next ${api} request` : `the next ${amount} ${api} requests`
  return brokerId === null ? which : `${which} to broker ${brokerId}`
}

const PROCESS_WORDS = { running: 'runs', paused: 'is paused', starting: 'is starting', down: 'is down' } as const

/** -1 stands for nobody. */
const NO_NODE = -1

const faults: FaultWords = {
  link: ({ from, to, latencyMs, loss, cut }) => {
    const messages = `messages from ${endpoint(from)} to ${endpoint(to)}`
    if (cut) return `${messages} do not get through`
    const delayed = latencyMs > 0 ? [`take ${latencyMs} ms`] : []
    const lost = loss > 0 ? [`get lost at a rate of ${percent(loss)}%`] : []
    return `${messages} ${[...delayed, ...lost].join(' and ')}`
  },
  pause_replication: ({ brokerId, topic, partitionIndex }) => {
    const what = topic === null ? 'all that it follows' : partitionIndex === null ? topic : partitionName({ topic, partitionIndex })
    return `the replica fetchers of broker ${brokerId} stand still for ${what}`
  },
  slow_disk: ({ brokerId, latencyMs }) => `each write to the disk of broker ${brokerId} takes ${latencyMs} ms`,
  error: ({ api, brokerId, error, count: amount }) => `${requestsTo(brokerId, api, amount)} will be answered with ${error}`,
  drop_response: ({ api, brokerId, count: amount }) => `${requestsTo(brokerId, api, amount)} will be carried out and not answered`,
  rebalance: ({ groupId }) => `group ${groupId} has to rebalance`,
  expire_session: ({ groupId, memberId }) => `the session of ${memberId} in group ${groupId} ends`,
}

const doors: DoorWords = { rest: 'a client of REST v2', stream: 'a client that follows an event stream', socket: 'a client on the socket' }

const records: Sentences['records'] = {
  'cluster.created': ({ clusterId }) => `Cluster ${clusterId} came into being`,
  'broker.registered': ({ brokerId, rack }) => [
    `Broker ${brokerId}${rack === null ? '' : ` in rack ${rack}`} registered with the controller`,
    'a broker that starts makes itself known',
  ],
  'broker.changed': ({ brokerId, fenced, inControlledShutdown }) => {
    const parts: string[] = []
    if (fenced !== undefined) parts.push(fenced ? 'was fenced' : 'was unfenced')
    if (inControlledShutdown !== undefined)
      parts.push(inControlledShutdown ? 'began its controlled shutdown' : 'is not shutting down any more')
    return `Broker ${brokerId} ${parts.join(' and ')}`
  },
  'process.changed': ({ nodeId, process, cleanly }) => {
    const how = cleanly === undefined ? '' : cleanly ? ' after an orderly shutdown' : ' without an orderly shutdown'
    return `The process of ${node(nodeId)} ${PROCESS_WORDS[process]}${how}`
  },
  'broker.heard': ({ brokerId, silentSinceMs }) =>
    silentSinceMs === null
      ? [`The controller hears of broker ${brokerId} again`, 'its heartbeats arrive']
      : [`The controller hears nothing of broker ${brokerId} since ${timeText(silentSinceMs)}`, 'its heartbeats stopped arriving'],
  'broker.view': ({ brokerId, stale }) =>
    stale
      ? [`Broker ${brokerId} goes on believing the metadata it last saw`, 'it cannot follow the metadata log']
      : [`Broker ${brokerId} has caught up with the metadata log`, 'it can reach the active controller again'],
  'controller.elected': ({ nodeId, controllerEpoch }) =>
    nodeId === NO_NODE
      ? `The quorum has no active controller in epoch ${controllerEpoch}`
      : `Controller ${nodeId} became the active controller in epoch ${controllerEpoch}`,
  'controller.silent': ({ sinceMs }) =>
    sinceMs === null
      ? ['The active controller is heard by most of the quorum again', 'its messages get through']
      : [`The active controller is not heard by most of the quorum since ${timeText(sinceMs)}`, 'its messages do not get through'],
  'topic.created': ({ name, topicId }) => `Topic ${name} was created with id ${topicId}`,
  'topic.removed': ({ name }) => `Topic ${name} was deleted with all its records`,
  'partition.created': ({ replicas, isr, leader, ...partition }) =>
    `Partition ${partitionName(partition)} was created with replicas ${idList(replicas)}, ISR ${idList(isr)} and ${
      leader === NO_NODE ? 'no leader' : `broker ${leader} as leader`
    }`,
  'config.changed': ({ topic, name, value }) =>
    value === null ? `${name} of topic ${topic} went back to its default` : `${name} of topic ${topic} was set to ${value}`,
  'brokerConfig.changed': ({ brokerId, name, value }) => {
    const whose = brokerId === null ? 'all brokers' : `broker ${brokerId}`
    return value === null ? `${name} of ${whose} went back to its default` : `${name} of ${whose} was set to ${value}`
  },
  'groupConfig.changed': ({ groupId, name, value }) =>
    value === null ? `${name} of group ${groupId} went back to its default` : `${name} of group ${groupId} was set to ${value}`,
  'metadata.appended': ({ changes }) => [
    `The controller noted the change in __cluster_metadata${upTo(lastAppended(changes))}`,
    'every change of the metadata is a record of that log',
  ],
  'random.moved': () => 'The cluster drew random numbers from its seed',
  'extentId.moved': ({ nextExtentId }) => `Stretches of stored records are numbered from ${nextExtentId} on`,
  'replica.fetched': ({ brokerIds, logEndOffset, highWatermark, ...partition }) => [
    `${brokerIds.length === 1 ? 'Follower' : 'Followers'} ${idList(brokerIds)} of ${partitionName(partition)} fetched up to LEO ${logEndOffset} and learned of high watermark ${highWatermark}`,
    'the leader answered the fetches that waited',
  ],
  'replica.asked': ({ brokerId, fetchOffset, ...partition }) => [
    `The leader of ${partitionName(partition)} noted that broker ${brokerId} has everything below offset ${fetchOffset}`,
    'a fetch request tells from where the follower wants to read',
  ],
  'replica.appended': ({ brokerId, logEndOffset, highWatermark, ...partition }) => [
    `Broker ${brokerId} has ${partitionName(partition)} up to LEO ${logEndOffset} and knows of high watermark ${highWatermark}`,
    "the leader's answer to its fetch arrived",
  ],
  'replica.truncated': ({ brokerId, logEndOffset, logStartOffset, ...partition }) =>
    `Broker ${brokerId} truncated its log of ${partitionName(partition)}, which now reaches from offset ${logStartOffset} to LEO ${logEndOffset}`,
  'fetcher.moved': ({ brokerId, fetcher, ...partition }) => {
    const whose = `of broker ${brokerId} for ${partitionName(partition)}`
    if (fetcher === null) return [`The fetch ${whose} is at rest`, 'nothing keeps it any more']
    switch (fetcher.phase) {
      case 'blocked':
        return [`The fetcher ${whose} stands still`, 'it cannot fetch from a leader now']
      case 'request':
        return [`The fetch ${whose} from offset ${fetcher.fetchOffset} is on its way to the leader`, 'the link takes its time']
      case 'response':
        return [
          `The answer up to offset ${fetcher.untilOffset} to the fetch ${whose} is on its way`,
          'the link or the disk of the follower takes its time',
        ]
      case 'backoff':
        return [`The fetcher ${whose} waits before it tries again`, 'a message was lost on the way']
    }
  },
  'replica.forked': ({ brokerId, log, ...partition }) => [
    `Broker ${brokerId} has a log of ${partitionName(partition)} of its own, up to LEO ${log.logEndOffset}`,
    'it has records that the log of the partition does not have',
  ],
  'replica.joined': ({ brokerId, ...partition }) =>
    `The log of broker ${brokerId} is the beginning of the log of ${partitionName(partition)} again`,
  'log.handed': ({ brokerId, log, ...partition }) => [
    `The log of ${partitionName(partition)} is from now on the one of broker ${brokerId}${log === null ? '' : `, up to LEO ${log.logEndOffset}`}`,
    'what its leader has is what counts',
  ],
  'isr.proposed': ({ isr, ...partition }) =>
    isr === null
      ? [`The leader of ${partitionName(partition)} waits for no ISR any more`, 'its proposal was answered']
      : [`The leader of ${partitionName(partition)} proposed the ISR ${idList(isr)}`, 'only the controller may change it'],
  'log.flushed': ({ brokerId, flushedOffset, ...partition }) =>
    `Broker ${brokerId} flushed ${partitionName(partition)} to its disk up to offset ${flushedOffset}`,
  'app.created': ({ appId, plan }) =>
    `Application ${appId} (${plan.name}) was made, which ${'reads' in plan ? 'reads' : `writes to ${plan.topic}`}`,
  'app.removed': ({ appId }) => `Application ${appId} was removed with everything that it had`,
  'consumer.created': ({ groupId, name, door }) => `Consumer ${name} of group ${groupId} was made for ${doors[door]}`,
  'consumer.changed': ({ groupId, name }) => [`Consumer ${name} of group ${groupId} has moved on`, 'its client used it'],
  'consumer.removed': ({ groupId, name }) => `Consumer ${name} of group ${groupId} is gone`,
  'fault.started': ({ fault: { faultId, spec } }) => `Fault ${faultId} began: ${faultWords(faults, spec)}`,
  'fault.used': ({ faultId, used }) => [`Fault ${faultId} struck for the ${ordinal(used)} time`, 'a request of its kind came by'],
  'fault.ended': ({ faultId }) => `Fault ${faultId} ended`,
  'idempotencyKey.kept': ({ key }) => [
    `The answer to the request with the idempotency key ${JSON.stringify(key)} is kept`,
    'the same request sent again gets it again',
  ],
  'idempotencyKeys.expired': ({ keys }) => [
    keys.length === 1 ? 'The oldest idempotency key was forgotten' : `The ${keys.length} oldest idempotency keys were forgotten`,
    'a key is kept for a day, and the oldest make room',
  ],
  ...transactionSentences,
  ...accessSentences,
  ...groupSentences,
  ...consumerGroupSentences,
  'producerIds.allocated': ({ brokerId, nextProducerId }) => [
    `Broker ${brokerId} got the producer ids ${nextProducerId - PRODUCER_IDS_PER_BLOCK} to ${nextProducerId - 1}`,
    'the controller gives them out in blocks, so that no two brokers ever give the same',
  ],
  'producerId.claimed': ({ brokerId, producerId }) => [
    `Broker ${brokerId} gave away producer id ${producerId}`,
    'a producer asked for one',
  ],
  'clock.changed': ({ clock: { mode, heldMs, offsetMs } }) =>
    mode === 'manual' ? `The clock of the cluster is held at ${timeText(heldMs)}` : `The clock of the cluster runs ${ahead(offsetMs)}`,
}

function upTo(offset: number | null): string {
  return offset === null ? '' : `, which now ends after offset ${offset}`
}

function ordinal(amount: number): string {
  const isTeen = Math.floor(amount / 10) % 10 === 1
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][amount % 10] ?? 'th')
  return `${amount}${ending}`
}

function ahead(offsetMs: number): string {
  if (offsetMs === 0) return 'with the time of the world'
  return `${Math.abs(offsetMs)} ms ${offsetMs > 0 ? 'ahead of' : 'behind'} the time of the world`
}

const logChanges: Sentences['logChanges'] = {
  'batch.appended': ({ baseOffset, lastOffset, sizeBytes }, log) =>
    lastOffset === baseOffset
      ? `Offset ${baseOffset} (${sizeBytes} bytes) was appended to ${log}`
      : `Offsets ${baseOffset} to ${lastOffset} (${sizeBytes} bytes) were appended to ${log}`,
  'segment.rolled': ({ baseOffset }, log) => [
    `A new segment of ${log} begins at offset ${baseOffset}`,
    'the active one reached its size, its age or the end of an index',
  ],
  'epoch.started': ({ epoch, startOffset }, log) => [
    `Leader epoch ${epoch} of ${log} begins at offset ${startOffset}`,
    'a leader notes where its epoch begins',
  ],
  'epochs.truncated': ({ endOffset }, log) => `Leader epochs of ${log} that begin at offset ${endOffset} or later were forgotten`,
  'extent.opened': ({ extentId, startOffset }, log) => [
    `Records of ${log} from offset ${startOffset} on are stored in extent ${extentId}`,
    'what one leader writes is kept apart from what another one wrote',
  ],
  'highWatermark.moved': ({ highWatermark }, log) => [
    `The high watermark of ${log} moved to ${highWatermark}`,
    'every in-sync replica has everything below it',
  ],
  'logStartOffset.moved': ({ logStartOffset }, log) => `The log start of ${log} moved to offset ${logStartOffset}`,
  'segments.removed': ({ count: amount }, log) =>
    `The ${amount === 1 ? 'oldest segment' : `oldest ${amount} segments`} of ${log} went away`,
  'segments.replaced': ({ count: amount, baseOffset, endOffset, segments }, log) =>
    `Cleaning turned ${count(amount, 'segment', 'segments')} of ${log}, from offset ${baseOffset} to ${endOffset}, into ${segments.length}`,
  'log.truncated': ({ offset }, log) => `${capital(log)} was truncated to offset ${offset}`,
  'log.restarted': ({ offset }, log) => `${capital(log)} was emptied and starts again at offset ${offset}`,
  'producers.expired': ({ producerIds }, log) =>
    producerIds.length === 0
      ? [`${capital(log)} forgot none of its producers`, 'all of them have written within producer.id.expiration.ms']
      : [
          `${capital(log)} forgot ${count(producerIds.length, 'producer', 'producers')}`,
          'nothing was heard of them for producer.id.expiration.ms',
        ],
  'producers.reloaded': (_, log) => [`${capital(log)} knows only the last batch of each producer`, 'its broker restarted'],
  'cleaner.moved': ({ cleaner: { firstDirtyOffset, round } }, log) =>
    round === null
      ? `${capital(log)} is clean below offset ${firstDirtyOffset ?? 0}`
      : `The cleaner of ${log} goes on at offset ${round.nextOffset} and stops before ${round.endOffset}`,
}

/** A log may be named by a partition, whose name is written as it is. */
function capital(log: string): string {
  return log.startsWith(OWN_LOG) ? `T${log.slice(1)}` : log
}

const OWN_LOG = 'the log which '

const changes: Sentences['changes'] = {
  leader: (leader, kind) => {
    switch (kind) {
      case 'none':
        return leader === NO_NODE
          ? 'there is no leader any more, in a new leader epoch'
          : `broker ${leader} goes on as leader in a new leader epoch`
      case 'clean':
        return `broker ${leader} was elected leader in a new leader epoch (clean: it was in the ISR)`
      case 'elr':
        return `broker ${leader} was elected leader in a new leader epoch (from the ELR: it has every committed record)`
      case 'lastKnownLeader':
        return `broker ${leader}, the last known leader, leads again in a new leader epoch (committed records it does not have are lost)`
      case 'unclean':
        return `broker ${leader} was elected leader uncleanly in a new leader epoch (records that only the old leader had are lost)`
      case 'preferred':
        return `broker ${leader}, the preferred replica, was elected leader in a new leader epoch`
    }
  },
  isr: (isr) => `the ISR became ${idList(isr)}`,
  leaderRecoveryState: (state) =>
    state === 'RECOVERING' ? 'the leader has to recover after an unclean election' : 'the leader has recovered',
  eligibleLeaderReplicas: (elr) => `the ELR became ${idList(elr)}`,
  lastKnownElr: (known) =>
    known.length === 0 ? 'no last known leader is remembered' : `${idList(known)} is remembered as last known leader`,
  replicas: (replicas) => `the replicas became ${idList(replicas)}`,
  addingReplicas: (adding) => (adding.length === 0 ? 'no replicas are being added any more' : `replicas ${idList(adding)} are being added`),
  removingReplicas: (removing) =>
    removing.length === 0 ? 'no replicas are being removed any more' : `replicas ${idList(removing)} are being removed`,
}

const reasons: Sentences['reasons'] = {
  killed: () => 'somebody killed it',
  stopped: () => 'somebody stopped it',
  started: () => 'somebody started it',
  paused: () => 'somebody paused it',
  resumed: () => 'somebody let it go on',
  crashed: () => 'its machine crashed',
  sessionExpired: ({ brokerId, sessionTimeoutMs }) =>
    `no heartbeat of broker ${brokerId} arrived for ${sessionTimeoutMs} ms (broker.session.timeout.ms)`,
  registered: ({ brokerId }) => `broker ${brokerId} registered anew`,
  caughtUpWithMetadata: ({ brokerId }) => `broker ${brokerId} has caught up with the metadata log`,
  controlledShutdown: ({ brokerId }) => `broker ${brokerId} is shutting down in order`,
  brokerFenced: ({ brokerId }) => `broker ${brokerId} was fenced`,
  brokerUnfenced: ({ brokerId }) => `broker ${brokerId} was unfenced`,
  uncleanShutdown: ({ brokerId }) => `broker ${brokerId} did not shut down in order and may have lost records`,
  replicaLagged: ({ brokerId, maxLagMs }) =>
    `broker ${brokerId} did not catch up with the leader for more than ${maxLagMs} ms (replica.lag.time.max.ms)`,
  replicaCaughtUp: ({ brokerId, logEndOffset }) => `broker ${brokerId} has caught up with the leader at LEO ${logEndOffset}`,
  preferredElection: ({ brokerId }) => `a preferred election was asked for and broker ${brokerId} is the preferred replica`,
  uncleanElection: () => 'an unclean election was asked for',
  uncleanElectionAllowed: () => 'the topic allows it and nobody who is known to have everything can lead',
  autoRebalance: ({ brokerId, imbalancePercent }) =>
    `broker ${brokerId} did not lead ${imbalancePercent}% of the partitions whose preferred replica it is (auto.leader.rebalance.enable)`,
  reassignment: () => 'the replicas are being reassigned',
  reassignmentCancelled: () => 'the reassignment was cancelled',
  minIsrChanged: () => 'min.insync.replicas changed',
  leaderRecovered: () => 'the leader reported that its log is whole',
  divergingEpoch: ({ leaderEpoch, endOffset }) => `leader epoch ${leaderEpoch} ends at offset ${endOffset} on the leader`,
  highWatermarkTruncation: ({ highWatermark }) => `the old rule cuts a follower at its own high watermark ${highWatermark}`,
  fetchOutOfRange: ({ logStartOffset, logEndOffset }) =>
    `the follower was outside of what the leader has, offset ${logStartOffset} to ${logEndOffset}`,
  sameAsLeader: () => 'nothing in it differs from the leader',
  unflushed: ({ recoveryPoint }) => `the crash took what was not flushed beyond recovery point ${recoveryPoint}`,
  controllerElected: ({ votes, voters }) => `${votes} of ${voters} voters voted for it`,
  quorumLost: ({ voters }) => `no majority of the ${voters} voters can reach each other`,
  transactionTimedOut: ({ transactionTimeoutMs }) =>
    `the transaction was open for longer than ${transactionTimeoutMs} ms (transaction.timeout.ms of its producer)`,
  ...groupReasons,
  ...consumerGroupReasons,
  unused: ({ timeoutMs }) => `nobody had used it for ${timeoutMs} ms`,
  timeUp: () => 'its time was up',
  usedUp: () => 'it was used as often as it was meant to be',
  removed: () => 'somebody ended it',
  retentionTime: ({ retentionMs }) => `all records to be deleted are older than ${retentionMs} ms (retention.ms)`,
  retentionSize: ({ retentionBytes }) => `the log exceeds ${retentionBytes} bytes (retention.bytes)`,
  belowLogStart: () => 'all records to be deleted lie below the log start',
  recordsDeleted: () => 'somebody deleted the records below an offset (DeleteRecords)',
  compaction: () => 'the log is compacted (cleanup.policy=compact)',
}

const OTHER_ACTIONS: Readonly<Record<string, string>> = {
  startFault: 'broke it on purpose',
  endFault: 'mended it',
  createApp: 'made it',
  changeApp: 'changed it',
  controlApp: 'said so',
  sendRecord: 'sent it by hand',
  removeApp: 'removed it',
  clock: 'set it',
  rewind: 'rewound the cluster to this moment',
  restore: 'restored a snapshot of this moment',
  fork: 'forked the sandbox at this moment',
}

export const en: Sentences = {
  records,
  logChanges,
  appChanges,
  groupChanges,
  app: (appId) => `Application ${appId}`,
  ownLog: (partition, brokerId) => `${OWN_LOG}broker ${brokerId} has of ${partition} for itself`,
  changes,
  partition: (partition, parts) => `In ${partition} ${parts.join(', ')}`,
  reasons,
  triggers: {
    request: ({ api, brokerId }) => `a client sent ${api}${brokerId === null ? '' : ` to broker ${brokerId}`}`,
    timer: () => 'its time had come',
    creation: () => 'the cluster was made',
  },
  nodeActions: {
    kill: (nodeId) => `somebody killed ${node(nodeId)}`,
    stop: (nodeId) => `somebody stopped ${node(nodeId)} in order`,
    start: (nodeId) => `somebody started ${node(nodeId)}`,
    pause: (nodeId) => `somebody paused ${node(nodeId)}`,
    resume: (nodeId) => `somebody let ${node(nodeId)} go on`,
    crash: (nodeId) => `somebody crashed the machine of ${node(nodeId)}`,
  },
  otherAction: (action) => `somebody ${OTHER_ACTIONS[action] ?? `asked for ${action}`}`,
  follows: (sequence) => `event ${sequence} led to it`,
  sentence: (what, why) => `${what}, because ${why}.`,
}
