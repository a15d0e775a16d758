// A guard stands before one API: it lets through what the principal may ask, answers the rest in the broker's place, and takes out of the answer
// what the principal may not see. It knows messages and nothing of how they are carried out; the codecs behind it know nothing of rights.
// Source: AuthHelper and the checks of KafkaApis of Kafka 4.3.
import type { MessageDefinition, MessageOf, WrittenMessageOf } from '../../../schema/kafka/message/message-definition.ts'
import type { WireMessages } from '../../../schema/kafka/protocol/wire-message.ts'
import type { WantedScope } from '../../keys/scopes.ts'
import type { Access } from './rights.ts'

type Answer<Response extends MessageDefinition> = WrittenMessageOf<Response> | null

type Pass<Request extends MessageDefinition, Response extends MessageDefinition> = (
  request: MessageOf<Request>,
  access: Access,
  /** Carries out what is left of the request. Called at once where nothing has to be looked up: requests keep their order by that. */
  next: (allowed: MessageOf<Request>) => Promise<Answer<Response>>,
) => Promise<Answer<Response>>

type GuardSpec<Request extends MessageDefinition, Response extends MessageDefinition> = {
  /** What the key must allow, as over HTTP. Without it nothing is allowed. */
  readonly scope: WantedScope
  /** Who may do everything is asked too, because the answer says what may be done. */
  readonly tellsOperations?: true
  readonly pass: Pass<Request, Response>
}

/** A guard whose messages only it knows. */
export type Guard = Pick<GuardSpec<MessageDefinition, MessageDefinition>, 'scope' | 'tellsOperations'> & {
  readonly apiKey: number
  readonly pass: <Request, Answered>(request: Request, access: Access, next: (allowed: Request) => Promise<Answered>) => Promise<Answered>
}

export function guard<Request extends MessageDefinition, Response extends MessageDefinition>(
  { apiKey }: WireMessages<Request, Response>,
  spec: GuardSpec<Request, Response>,
): Guard {
  // The guard is found by the key of the API whose message it is given, which the compiler cannot see.
  return { ...spec, apiKey, pass: spec.pass as unknown as Guard['pass'] }
}

/** An API that everybody may call: what it tells is about the broker or the caller alone. */
export function openToAll({ apiKey }: WireMessages): Guard {
  return { apiKey, scope: 'any', pass: (request, _, next) => next(request) }
}

export type Parts<Item> = { readonly allowed: readonly Item[]; readonly refused: readonly Item[] }

export function parted<Item>(items: readonly Item[], isAllowed: (item: Item) => boolean): Parts<Item> {
  const allowed = items.filter(isAllowed)
  // Nearly always everything is allowed, and then nothing is looked at twice.
  return { allowed, refused: allowed.length === items.length ? [] : items.filter((item) => !isAllowed(item)) }
}

/** Asks for the allowed part, unless there is none, and adds the refusals to the answer. */
export async function askForAllowed<Item, Answered extends object>(
  { allowed, refused }: Parts<Item>,
  ask: (allowed: readonly Item[]) => Promise<Answered | null>,
  /** The answer of which nothing came from the cluster. */
  nothing: Answered,
  add: (answer: Answered, refused: readonly Item[]) => Answered,
): Promise<Answered | null> {
  const answer = allowed.length === 0 && refused.length > 0 ? nothing : await ask(allowed)
  return answer === null || refused.length === 0 ? answer : add(answer, refused)
}
