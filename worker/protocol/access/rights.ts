// What the principal of a connection may do: what its key allows, exactly as over HTTP, and within that what the ACLs of the cluster allow. A key
// with the scope admin is a super user.
import type { AclOperation, ResourceType } from '../../../schema/kafka/acls/acl-codes.ts'
import { ACL_OPERATIONS, CLUSTER_NAME, codeOfName } from '../../../schema/kafka/acls/acl-codes.ts'
import { isForeignPattern } from '../../keys/foreign-pattern.ts'
import type { Principal } from '../../keys/principal.ts'
import { allows } from '../../keys/scopes.ts'
import type { Scope, WantedScope } from '../../keys/scopes.ts'

/** The kinds of resources that requests are about. */
export type Resource = Extract<ResourceType, 'TOPIC' | 'GROUP' | 'CLUSTER' | 'TRANSACTIONAL_ID'>

/** Whether the ACLs allow it; they know nothing of keys and scopes. */
export type AclCheck = {
  readonly allows: (operation: AclOperation, resource: Resource, name: string) => boolean
  /** Whether there is any resource of the kind on which it is allowed. */
  readonly allowsSome: (operation: AclOperation, resource: Resource) => boolean
}

/**
 * What each operation asks of a key. Only for telling a client what it may do: whether it may is decided by the scope of the API, as over HTTP it
 * is by the scope of the endpoint. What is not in the table asks for admin.
 * Source of the operations: AclEntry.supportedOperations of Kafka 4.3.
 */
const OPERATIONS: Readonly<Record<Resource, readonly (readonly [AclOperation, Scope])[]>> = {
  TOPIC: [
    ['READ', 'observe'],
    ['WRITE', 'produce'],
    ['CREATE', 'admin'],
    ['DESCRIBE', 'observe'],
    ['DELETE', 'admin'],
    ['ALTER', 'admin'],
    ['DESCRIBE_CONFIGS', 'observe'],
    ['ALTER_CONFIGS', 'admin'],
  ],
  GROUP: [
    ['READ', 'consume'],
    ['DESCRIBE', 'observe'],
    ['DELETE', 'admin'],
    ['DESCRIBE_CONFIGS', 'observe'],
    ['ALTER_CONFIGS', 'admin'],
  ],
  CLUSTER: [
    ['CREATE', 'admin'],
    ['CLUSTER_ACTION', 'admin'],
    ['DESCRIBE_CONFIGS', 'observe'],
    ['ALTER_CONFIGS', 'admin'],
    ['IDEMPOTENT_WRITE', 'produce'],
    ['ALTER', 'admin'],
    ['DESCRIBE', 'observe'],
  ],
  TRANSACTIONAL_ID: [
    ['DESCRIBE', 'observe'],
    ['WRITE', 'produce'],
    ['TWO_PHASE_COMMIT', 'admin'],
  ],
}

export class Rights {
  readonly #principal: Principal
  readonly #acls: AclCheck | null

  /** @param acls null for a super user. */
  constructor(principal: Principal, acls: AclCheck | null) {
    this.#principal = principal
    this.#acls = acls
  }

  /** Nothing is forbidden, so nothing has to be asked. */
  get isUnlimited(): boolean {
    return this.#acls === null && this.#principal.topicPrefix === null && this.holds('admin')
  }

  holds(scope: WantedScope): boolean {
    return allows(this.#principal.scopes, scope)
  }

  /** Whether something that is called so belongs to others, whatever the ACLs say. */
  isForeign(name: string): boolean {
    const { topicPrefix } = this.#principal
    return topicPrefix !== null && !name.startsWith(topicPrefix)
  }

  isForeignPattern(pattern: string): boolean {
    return isForeignPattern(this.#principal, pattern)
  }

  /** The prefix of a key is one for topics, groups and transactional ids alike: whoever may use those of others can do them harm. */
  may(operation: AclOperation, resource: Resource, name: string): boolean {
    if (resource !== 'CLUSTER' && this.isForeign(name)) return false
    return this.#acls === null || this.#acls.allows(operation, resource, name)
  }

  mayOnSome(operation: AclOperation, resource: Resource): boolean {
    return this.#acls === null || this.#acls.allowsSome(operation, resource)
  }

  /** As a set of bits, one for the code of each operation. */
  operationsOn(resource: Resource, name: string): number {
    const held = OPERATIONS[resource].filter(([operation, scope]) => this.holds(scope) && this.may(operation, resource, name))
    return held.reduce((bits, [operation]) => bits | (1 << codeOfName(ACL_OPERATIONS, operation)), 0)
  }
}

type AccessSpec = {
  /** What the API asks for. */
  readonly scope: WantedScope
  readonly apiVersion: number
  readonly topicNames: TopicNames
}

/** What one request of one API may do: nothing where the key does not have the scope that the API asks for. */
export class Access {
  readonly #rights: Rights
  readonly #hasScope: boolean
  readonly apiVersion: number
  readonly topicNames: TopicNames

  constructor(rights: Rights, { scope, apiVersion, topicNames }: AccessSpec) {
    this.#rights = rights
    this.#hasScope = rights.holds(scope)
    this.apiVersion = apiVersion
    this.topicNames = topicNames
  }

  holds(scope: Scope): boolean {
    return this.#rights.holds(scope)
  }

  may(operation: AclOperation, resource: Exclude<Resource, 'CLUSTER'>, name: string): boolean {
    return this.#hasScope && this.#rights.may(operation, resource, name)
  }

  mayInCluster(operation: AclOperation): boolean {
    return this.#hasScope && this.#rights.may(operation, 'CLUSTER', CLUSTER_NAME)
  }

  /** Who may make topics at all may make each one, but none outside the prefix of the key. */
  mayMakeTopic(name: string): boolean {
    return (this.mayInCluster('CREATE') && !this.isForeign(name)) || this.may('CREATE', 'TOPIC', name)
  }

  mayOnSomeTopic(operation: AclOperation): boolean {
    return this.#hasScope && this.#rights.mayOnSome(operation, 'TOPIC')
  }

  isForeign(name: string): boolean {
    return this.#rights.isForeign(name)
  }

  isForeignPattern(pattern: string): boolean {
    return this.#rights.isForeignPattern(pattern)
  }

  operationsOn(resource: Exclude<Resource, 'CLUSTER'>, name: string): number {
    return this.#rights.operationsOn(resource, name)
  }

  get operationsInCluster(): number {
    return this.#rights.operationsOn('CLUSTER', CLUSTER_NAME)
  }
}

/** The names of topics that clients call by their ids. An id that is nobody's has none. */
export type TopicNames = (topicIds: readonly string[]) => Promise<ReadonlyMap<string, string>>
