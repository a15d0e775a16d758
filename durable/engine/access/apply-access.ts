// Carries out what was decided about who may do what, and how much.
import { assert } from '../assert.ts'
import type { Cluster } from '../cluster.ts'
import type { RecordOf } from '../record.ts'
import { quotaKey } from './client-quotas.ts'

export type AccessRecord = RecordOf<'acl.created' | 'acl.removed' | 'clientQuota.changed'>

export function applyAccess(cluster: Cluster, record: AccessRecord): void {
  switch (record.kind) {
    case 'acl.created':
      cluster.acls.set(record.aclId, record.acl)
      return
    case 'acl.removed':
      assert(cluster.acls.delete(record.aclId), 'an ACL is removed once')
      return
    case 'clientQuota.changed':
      return changeQuota(cluster, record)
  }
}

/** An entity without a quota is none. */
function changeQuota({ clientQuotas }: Cluster, { entity, key, value }: RecordOf<'clientQuota.changed'>): void {
  const name = quotaKey(entity)
  const quota = clientQuotas.get(name) ?? { entity, values: new Map<string, number>() }
  if (value === null) quota.values.delete(key)
  else quota.values.set(key, value)
  if (quota.values.size === 0) clientQuotas.delete(name)
  else clientQuotas.set(name, quota)
}
