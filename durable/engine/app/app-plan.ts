// What an application is told to do, looked at before it is taken on: configs that Kafka would refuse, templates that nobody can fill in, and
// parts that do not fit together.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { checkTopicName } from '../../../schema/kafka/topic-name.ts'
import { MAX_APP_HEADER_CHARACTERS, MAX_APP_VALUE_CHARACTERS } from '../../../schema/limits.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { AppPlan } from './app.ts'
import type { Interceptor } from './interceptors.ts'
import { checkProducerConfigs } from './producer-config.ts'
import { refuseTemplate } from './workload.ts'

export type PlanRefusal = { readonly error: KafkaErrorName; readonly message: string }

export function refusePlan(plan: DeepReadonly<AppPlan>): PlanRefusal | null {
  const checked = checkProducerConfigs(new Map(plan.configs))
  if (!checked.ok) return { error: 'INVALID_CONFIG', message: checked.message }
  const { transactionalId } = checked.settings
  const { recordsPerTransaction, abortEvery, count } = plan.workload
  if (recordsPerTransaction > 0 !== (transactionalId !== null))
    return refused('records_per_transaction and transactional.id need each other.')
  if (abortEvery > 0 && transactionalId === null) return refused('abort_every needs a transactional.id.')
  if (transactionalId !== null && count === 0) return refused('Nothing can be sent by hand in a transaction: the workload needs a count.')
  return refuseTopics(plan) ?? refuseTemplates(plan)
}

function refused(message: string): PlanRefusal {
  return { error: 'INVALID_CONFIG', message }
}

function refuseTopics({ topic, interceptors }: DeepReadonly<AppPlan>): PlanRefusal | null {
  for (const name of [topic, ...interceptors.flatMap(routedTopics)]) {
    const checked = checkTopicName(name)
    if (!checked.ok) return { error: checked.error, message: checked.message }
  }
  return null
}

function routedTopics(interceptor: DeepReadonly<Interceptor>): string[] {
  return interceptor.kind === 'route' ? Object.values(interceptor.topics) : []
}

function refuseTemplates({ workload, interceptors }: DeepReadonly<AppPlan>): PlanRefusal | null {
  const added = interceptors.flatMap((interceptor) => (interceptor.kind === 'addHeader' ? [interceptor.value] : []))
  const ofHeaders = [...workload.headers.map(([, template]) => template), ...added]
  const problems = [
    ...(workload.value === null ? [] : [refuseTemplate(workload.value, MAX_APP_VALUE_CHARACTERS)]),
    ...ofHeaders.map((template) => refuseTemplate(template, MAX_APP_HEADER_CHARACTERS)),
  ]
  const problem = problems.find((one) => one !== null)
  return problem === undefined || problem === null ? null : refused(problem)
}
