// Which quota holds for a client, and together with whom it is measured: the most exact one that there is. A quota of a user is one for all its
// clients together, one of a client id is one for whoever uses it.
// Source: ClientQuotaManager.DefaultQuotaCallback of Kafka 4.3.
import { quotaKey } from '../../engine/access/client-quotas.ts'
import type { ClusterView } from '../../engine/cluster.ts'

/** Who sends: the id of its key, and the name that the client gives itself; and to which broker, since each of them counts for itself. */
export type QuotaClient = { readonly user: string; readonly clientId: string; readonly brokerId: number | null }

export type QuotaInForce = {
  readonly value: number
  /** Those who are measured together have the same. */
  readonly meter: string
}

/** Null stands for everybody who has none of his own; a part that is absent does not matter. */
type Level = { readonly user?: string | null; readonly clientId?: string | null }

export function quotaInForce(
  { clientQuotas }: Pick<ClusterView, 'clientQuotas'>,
  { user, clientId, brokerId }: QuotaClient,
  key: string,
): QuotaInForce | null {
  for (const level of levelsOf(user, clientId)) {
    const value = clientQuotas.get(keyOf(level))?.values.get(key)
    if (value !== undefined)
      return { value, meter: JSON.stringify([key, brokerId, 'user' in level ? user : null, 'clientId' in level ? clientId : null]) }
  }
  return null
}

function levelsOf(user: string, clientId: string): Level[] {
  return [
    { user, clientId },
    { user, clientId: null },
    { user },
    { user: null, clientId },
    { user: null, clientId: null },
    { user: null },
    { clientId },
    { clientId: null },
  ]
}

function keyOf({ user, clientId }: Level): string {
  return quotaKey([
    ...(clientId === undefined ? [] : [{ entityType: 'client-id', entityName: clientId }]),
    ...(user === undefined ? [] : [{ entityType: 'user', entityName: user }]),
  ])
}
