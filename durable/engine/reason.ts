// Why something happened, as a code and its facts. People read it as one sentence in their own language: durable/shell/events has the words,
// and the compiler sees to it that each code here has them.

export type Reason =
  | { readonly code: 'killed' }
  | { readonly code: 'stopped' }
  | { readonly code: 'started' }
  | { readonly code: 'paused' }
  | { readonly code: 'resumed' }
  | { readonly code: 'crashed' }
  /** No heartbeat of the broker for sessionTimeoutMs (broker.session.timeout.ms). */
  | { readonly code: 'sessionExpired'; readonly brokerId: number; readonly sessionTimeoutMs: number }
  /** A broker that registers anew is fenced until it has caught up with the metadata log. */
  | { readonly code: 'registered'; readonly brokerId: number }
  | { readonly code: 'caughtUpWithMetadata'; readonly brokerId: number }
  | { readonly code: 'controlledShutdown'; readonly brokerId: number }
  | { readonly code: 'brokerFenced'; readonly brokerId: number }
  | { readonly code: 'brokerUnfenced'; readonly brokerId: number }
  | { readonly code: 'uncleanShutdown'; readonly brokerId: number }
  /** The follower has not had all that the leader has for longer than maxLagMs (replica.lag.time.max.ms). */
  | { readonly code: 'replicaLagged'; readonly brokerId: number; readonly maxLagMs: number }
  | { readonly code: 'replicaCaughtUp'; readonly brokerId: number; readonly logEndOffset: number }
  | { readonly code: 'preferredElection'; readonly brokerId: number }
  | { readonly code: 'uncleanElection' }
  /** unclean.leader.election.enable, and nobody who is known to have everything can lead. */
  | { readonly code: 'uncleanElectionAllowed' }
  | { readonly code: 'autoRebalance'; readonly brokerId: number; readonly imbalancePercent: number }
  | { readonly code: 'reassignment' }
  | { readonly code: 'reassignmentCancelled' }
  | { readonly code: 'minIsrChanged' }
  | { readonly code: 'leaderRecovered' }
  /** The leader's log of that epoch ends at endOffset, before the follower's own end. */
  | { readonly code: 'divergingEpoch'; readonly leaderEpoch: number; readonly endOffset: number }
  /** KIP-101's older rule: a follower that starts cuts its log at its own high watermark. */
  | { readonly code: 'highWatermarkTruncation'; readonly highWatermark: number }
  | { readonly code: 'fetchOutOfRange'; readonly logStartOffset: number; readonly logEndOffset: number }
  | { readonly code: 'sameAsLeader' }
  | { readonly code: 'unflushed'; readonly recoveryPoint: number }
  | { readonly code: 'controllerElected'; readonly votes: number; readonly voters: number }
  | { readonly code: 'quorumLost'; readonly voters: number }
  /** The transaction has been open for longer than transactionTimeoutMs. */
  | { readonly code: 'transactionTimedOut'; readonly transactionTimeoutMs: number }
  /** Nobody has used the hosted consumer for timeoutMs. */
  | { readonly code: 'unused'; readonly timeoutMs: number }
  /** `words` are the client's own (KIP-800). */
  | { readonly code: 'memberJoined'; readonly memberId: string; readonly words?: string }
  | { readonly code: 'memberRejoined'; readonly memberId: string; readonly words?: string }
  | { readonly code: 'memberLeft'; readonly memberId: string; readonly words?: string }
  | { readonly code: 'staticMemberReplaced'; readonly memberId: string; readonly groupInstanceId: string }
  /** Nothing was heard of the member for sessionTimeoutMs (session.timeout.ms). */
  | { readonly code: 'memberSessionExpired'; readonly memberId: string; readonly sessionTimeoutMs: number }
  /** Who was given a member id did not come back with it. */
  | { readonly code: 'memberIdNotUsed'; readonly memberId: string }
  | { readonly code: 'joinTimedOut'; readonly rebalanceTimeoutMs: number }
  | { readonly code: 'syncTimedOut'; readonly rebalanceTimeoutMs: number }
  | { readonly code: 'assignmentNotStored' }
  /** Somebody wanted it so. */
  | { readonly code: 'rebalanceForced' }
  | { readonly code: 'sessionExpiredByHand'; readonly memberId: string }
  | { readonly code: 'offsetsExpired'; readonly retentionMs: number }
  /** Some of them at least were committed with a time of their own. */
  | { readonly code: 'offsetsOutlived' }
  | { readonly code: 'offsetsRemoved' }
  /** It keeps its place until its session ends. */
  | { readonly code: 'staticMemberLeft'; readonly memberId: string }
  /** What the group reads changed: a member subscribes to something else, or topics have come, gone or grown. */
  | { readonly code: 'subscriptionsChanged'; readonly memberId: string }
  /** The member was asked to give up partitions and did not within its rebalance timeout. */
  | { readonly code: 'revocationTimedOut'; readonly memberId: string; readonly rebalanceTimeoutMs: number }
  | { readonly code: 'timeUp' }
  | { readonly code: 'usedUp' }
  | { readonly code: 'removed' }
  | { readonly code: 'retentionTime'; readonly retentionMs: number }
  | { readonly code: 'retentionSize'; readonly retentionBytes: number }
  | { readonly code: 'belowLogStart' }
  | { readonly code: 'recordsDeleted' }
  | { readonly code: 'compaction' }

export type ReasonCode = Reason['code']
