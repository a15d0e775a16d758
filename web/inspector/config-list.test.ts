import { describe, expect, it } from 'vitest'
import { defaultOf, groupConfigs } from './config-list.ts'
import type { ShownConfig } from './config-list.ts'

const byDefault: ShownConfig = {
  name: 'retention.ms',
  value: '604800000',
  is_default: true,
  is_read_only: false,
  source: 'DEFAULT_CONFIG',
  synonyms: [{ name: 'log.retention.ms', value: '604800000', source: 'DEFAULT_CONFIG' }],
}
const set: ShownConfig = {
  ...byDefault,
  name: 'min.insync.replicas',
  value: '2',
  is_default: false,
  source: 'DYNAMIC_TOPIC_CONFIG',
  synonyms: [
    { name: 'min.insync.replicas', value: '2', source: 'DYNAMIC_TOPIC_CONFIG' },
    { name: 'min.insync.replicas', value: '1', source: 'DYNAMIC_DEFAULT_BROKER_CONFIG' },
  ],
}
const fixed: ShownConfig = { ...byDefault, name: 'num.partitions', is_read_only: true }

describe('configs', () => {
  it('are those that are set here, the defaults, and those that nobody can change', () => {
    expect(groupConfigs([byDefault, set, fixed], 'topic', '')).toEqual({ set: [set], defaults: [byDefault], fixed: [fixed] })
  })

  it('that are set elsewhere are not set here', () => {
    expect(groupConfigs([set], 'broker', '').set).toEqual([])
  })

  it('are found by a part of their name', () => {
    expect(groupConfigs([byDefault, set], 'topic', ' INSYNC ')).toMatchObject({ set: [set], defaults: [] })
  })

  it('fall back to what stands behind', () => {
    expect(defaultOf(set, 'topic')).toBe('1')
    expect(defaultOf({ ...set, synonyms: [] }, 'topic')).toBeNull()
  })
})
