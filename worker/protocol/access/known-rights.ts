// The rights of a connection's principal, as far as they are known. A super user's never change; all others' depend on the rules of the cluster,
// which are asked for once and then kept until the object says that they have changed. As with Kafka's brokers, who follow the metadata log,
// a request that is under way meanwhile may still be held to the rules of before.
import type { AclBinding } from '../../../schema/kafka/acls/acl-binding.ts'
import type { AclSubject } from '../../../schema/kafka/acls/authorize.ts'
import { isAllowed, isAllowedOnSome } from '../../../schema/kafka/acls/authorize.ts'
import { MAX_REMEMBERED_ACL_DECISIONS } from '../../../schema/limits.ts'
import type { Principal } from '../../keys/principal.ts'
import { allows } from '../../keys/scopes.ts'
import { Rights } from './rights.ts'
import type { AclCheck } from './rights.ts'

type RightsOf = {
  readonly principal: Principal
  /** The address of the client, as rules name it. */
  readonly host: string
  readonly loadAcls: () => Promise<readonly AclBinding[]>
}

export class KnownRights {
  readonly #of: RightsOf
  #known: Rights | null
  /** Counts what the object has said, so that rules that were on their way meanwhile are not kept. */
  #changes = 0

  constructor(of: RightsOf) {
    this.#of = of
    this.#known = isSuperUser(of.principal) ? new Rights(of.principal, null) : null
  }

  /** Null when the rules have to be asked for. */
  get known(): Rights | null {
    return this.#known
  }

  async learn(): Promise<Rights> {
    const { principal, host, loadAcls } = this.#of
    const before = this.#changes
    const acls = await loadAcls()
    const rights = new Rights(principal, aclCheck(acls, { principal: `User:${principal.keyId}`, host }))
    if (this.#changes === before) this.#known = rights
    return rights
  }

  forget(): void {
    if (isSuperUser(this.#of.principal)) return
    this.#changes++
    this.#known = null
  }
}

function isSuperUser({ scopes }: Principal): boolean {
  return allows(scopes, 'admin')
}

/** What was decided is remembered: a client asks for the same few topics again and again. */
function aclCheck(acls: readonly AclBinding[], subject: AclSubject): AclCheck {
  const decided = new Map<string, boolean>()
  return {
    allows(operation, resource, name) {
      const question = `${operation} ${resource} ${name}`
      const known = decided.get(question)
      if (known !== undefined) return known
      const answer = isAllowed(acls, subject, operation, resource, name)
      if (decided.size >= MAX_REMEMBERED_ACL_DECISIONS) decided.clear()
      decided.set(question, answer)
      return answer
    },
    allowsSome: (operation, resource) => isAllowedOnSome(acls, subject, operation, resource),
  }
}
