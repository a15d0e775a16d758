// What an application that reads is told to do, looked at before it is taken on.
import { checkTopicName } from '../../../../schema/kafka/topic-name.ts'
import { MAX_APP_FETCH_BYTES, MAX_SUBSCRIBED_REGEX_CHARACTERS } from '../../../../schema/limits.ts'
import { assert } from '../../assert.ts'
import { checkConsumerConfigs } from '../../consumer/consumer-config.ts'
import type { CheckedConsumerConfigs, ConsumerSettings } from '../../consumer/consumer-config.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { matcherOf } from '../../safe-pattern.ts'
import type { PlanRefusal } from '../app-plan.ts'
import type { HandlerPlan } from '../pattern/pattern.ts'
import { refuseHandlerPlan } from '../pattern/refuse-pattern.ts'
import { checkProducerConfigs } from '../producer-config.ts'
import type { ConsumerPlan, HandlingPlan } from './consumer-app.ts'

export function refuseConsumerPlan(plan: DeepReadonly<ConsumerPlan>): PlanRefusal | null {
  const { reads } = plan
  const checked = checkConfigs(plan)
  if (!checked.ok) return { error: 'INVALID_CONFIG', message: checked.message }
  const { groupId, enableAutoCommit } = checked.settings
  if (enableAutoCommit !== (plan.commit.kind === 'auto' && groupId !== null))
    return refused('enable.auto.commit and commit contradict each other.')
  const needsGroup = reads.kind !== 'partitions' || plan.commit.kind !== 'none'
  if (needsGroup && groupId === null) return refused('Without a group.id an application reads partitions by hand, and commits nothing.')
  if (reads.kind === 'pattern' && matcherOf(reads.pattern, MAX_SUBSCRIBED_REGEX_CHARACTERS) === null) {
    return refused('The pattern is none, or one that could take long.')
  }
  if ((plan.failure?.attempts ?? 0) > 0 && plan.handler === null) return refused('Only a pattern counts the attempts on a record.')
  const isByBatch = plan.commit.kind !== 'auto' && plan.commit.kind !== 'none'
  if (plan.handsOver && (isByBatch || plan.failure !== null)) {
    return refused('A thread that hands records over does not see how they end: it commits automatically or not at all, and nothing fails.')
  }
  if (reads.kind === 'topics' && reads.topics.length === 0)
    return refused('An application that reads names topics, a pattern or partitions.')
  return refuseNames(topicsOf(plan)) ?? refuseHandling(plan)
}

/** What looks at each record until its end: a pattern, or interceptors that do; null where nothing does. */
export function handlerPlanOf({ handler, onConsume }: DeepReadonly<Pick<ConsumerPlan, 'handler' | 'onConsume'>>): HandlerPlan | null {
  const isWatched = onConsume.some(({ kind }) => kind === 'trace' || kind === 'audit')
  return handler === null && !isWatched ? null : { interceptors: onConsume, pattern: handler?.pattern ?? { kind: 'process' } }
}

/** A pattern says itself what follows a failure, and what it holds must not be committed behind its back. */
function refuseHandling(plan: DeepReadonly<ConsumerPlan>): PlanRefusal | null {
  const handler = handlerPlanOf(plan)
  if (handler === null) return null
  const reads = plan.reads.kind === 'pattern' ? null : topicsOf(plan)
  if (plan.handsOver)
    return refused('A thread that hands records over does not see how they end, which is what a pattern or an audit is about.')
  return refuseProducer(plan.handler?.producerConfigs ?? []) ?? refuseFit(plan, handler) ?? refuseHandlerPlan(handler, reads)
}

function refuseProducer(configs: HandlingPlan['producerConfigs']): PlanRefusal | null {
  const checked = checkProducerConfigs(new Map(configs))
  if (!checked.ok) return { error: 'INVALID_CONFIG', message: checked.message }
  return checked.settings.transactionalId === null ? null : refused('A pattern sends at least once: it has no transactional.id.')
}

function refuseFit({ commit, failure }: DeepReadonly<ConsumerPlan>, { pattern: { kind } }: HandlerPlan): PlanRefusal | null {
  if (kind === 'process') return null
  const countsFailures = kind === 'deadLetter' || kind === 'retry'
  if (failure !== null && !countsFailures) return refused('Only dead_letter and retry say what becomes of a record that fails.')
  if (failure !== null && failure.reaction !== 'skip')
    return refused('The pattern says what follows a failure: leave the reaction at skip.')
  const commitsAhead = commit.kind === 'auto' || commit.kind === 'beforeProcessing'
  if (kind === 'timingWheel' && commitsAhead)
    return refused('A timing wheel holds records that such a commit would lose: commit after_batch.')
  return null
}

function refused(message: string): PlanRefusal {
  return { error: 'INVALID_CONFIG', message }
}

function topicsOf({ reads }: DeepReadonly<ConsumerPlan>): readonly string[] {
  if (reads.kind === 'topics') return reads.topics
  return reads.kind === 'partitions' ? reads.partitions.map(({ topic }) => topic) : []
}

function refuseNames(names: readonly string[]): PlanRefusal | null {
  for (const name of names) {
    const checked = checkTopicName(name)
    if (!checked.ok) return { error: checked.error, message: checked.message }
  }
  return null
}

function checkConfigs({ configs, commit }: DeepReadonly<Pick<ConsumerPlan, 'configs' | 'commit'>>): CheckedConsumerConfigs {
  const given = new Map(configs)
  if (!given.has('enable.auto.commit') && commit.kind !== 'auto') given.set('enable.auto.commit', 'false')
  return checkConsumerConfigs(given)
}

/** The settings that a plan stands for; it was checked before it was recorded. Brokers answer at once: the host waits instead of them. */
export function consumerSettingsFor(plan: DeepReadonly<Pick<ConsumerPlan, 'configs' | 'commit'>>): ConsumerSettings {
  const checked = checkConfigs(plan)
  assert(checked.ok, 'the configs of an application were checked')
  const { fetchMaxBytes } = checked.settings
  return { ...checked.settings, fetchMaxBytes: Math.min(fetchMaxBytes, MAX_APP_FETCH_BYTES), fetchMaxWaitMs: 0 }
}
