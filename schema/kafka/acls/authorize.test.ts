import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AclBinding } from './acl-binding.ts'
import { matchesAclFilter } from './acl-filter.ts'
import { isAllowed, isAllowedOnSome } from './authorize.ts'

const ADA = { principal: 'User:ada', host: '10.0.0.1' }
const RULE: AclBinding = {
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:ada',
  host: '*',
  operation: 'READ',
  permissionType: 'ALLOW',
}

function mayRead(acls: readonly AclBinding[], topic = 'orders'): boolean {
  return isAllowed(acls, ADA, 'READ', 'TOPIC', topic)
}

const names = fc.constantFrom('*', 'a', 'ab', 'abc', 'b')
const rules = fc.array(
  fc.record({
    resourceType: fc.constantFrom('TOPIC' as const, 'GROUP' as const),
    resourceName: names,
    patternType: fc.constantFrom('LITERAL' as const, 'PREFIXED' as const),
    principal: fc.constantFrom('User:ada', 'User:*', 'User:bob'),
    host: fc.constantFrom('*', '10.0.0.1', '10.0.0.2'),
    operation: fc.constantFrom('ALL' as const, 'READ' as const, 'WRITE' as const, 'DESCRIBE' as const),
    permissionType: fc.constantFrom('ALLOW' as const, 'DENY' as const),
  }),
  { maxLength: 6 },
)

describe('rules', () => {
  it('restrict only what they are about', () => {
    expect(mayRead([])).toBe(true)
    expect(mayRead([{ ...RULE, principal: 'User:bob' }])).toBe(false)
    expect(mayRead([{ ...RULE, principal: 'User:bob' }], 'others')).toBe(true)
    expect(mayRead([{ ...RULE, principal: 'User:bob', resourceType: 'GROUP' }])).toBe(true)
  })

  it('allow by name, by prefix, and all', () => {
    expect(mayRead([RULE])).toBe(true)
    expect(mayRead([{ ...RULE, resourceName: 'ord', patternType: 'PREFIXED' }])).toBe(true)
    expect(mayRead([{ ...RULE, resourceName: '*' }])).toBe(true)
    // A prefix is no wildcard, and a literal name no prefix.
    expect(mayRead([{ ...RULE, resourceName: '*', patternType: 'PREFIXED', principal: 'User:bob' }])).toBe(true)
    expect(
      mayRead([
        { ...RULE, resourceName: 'order' },
        { ...RULE, principal: 'User:bob' },
      ]),
    ).toBe(false)
  })

  it('are for one principal or everybody, from one host or everywhere', () => {
    expect(mayRead([{ ...RULE, principal: 'User:*' }])).toBe(true)
    expect(mayRead([{ ...RULE, principal: 'User:bob' }])).toBe(false)
    expect(mayRead([{ ...RULE, host: '10.0.0.1' }])).toBe(true)
    expect(mayRead([{ ...RULE, host: '10.0.0.2' }])).toBe(false)
  })

  it('that forbid win, whatever else allows', () => {
    expect(mayRead([RULE, { ...RULE, resourceName: '*', principal: 'User:*', permissionType: 'DENY' }])).toBe(false)
    expect(mayRead([RULE, { ...RULE, principal: 'User:bob', permissionType: 'DENY' }])).toBe(true)
    expect(mayRead([RULE, { ...RULE, operation: 'ALL', permissionType: 'DENY' }])).toBe(false)
  })

  it('that allow an operation allow to describe, and those that forbid it do not forbid that', () => {
    const may = (acl: AclBinding): boolean => isAllowed([acl], ADA, 'DESCRIBE', 'TOPIC', 'orders')
    for (const operation of ['READ', 'WRITE', 'DELETE', 'ALTER', 'ALL', 'DESCRIBE'] as const) expect(may({ ...RULE, operation })).toBe(true)
    expect(may({ ...RULE, operation: 'CREATE' })).toBe(false)
    const withDenial = [
      { ...RULE, operation: 'DESCRIBE' as const },
      { ...RULE, permissionType: 'DENY' as const },
    ]
    expect(isAllowed(withDenial, ADA, 'DESCRIBE', 'TOPIC', 'orders')).toBe(true)
    expect(isAllowed([{ ...RULE, operation: 'ALTER_CONFIGS' }], ADA, 'DESCRIBE_CONFIGS', 'TOPIC', 'orders')).toBe(true)
    expect(isAllowed([{ ...RULE, operation: 'ALTER_CONFIGS' }], ADA, 'DESCRIBE', 'TOPIC', 'orders')).toBe(false)
  })

  it('taken away can never take away a denial’s effect, nor make one', () => {
    fc.assert(
      fc.property(rules, names, (acls, name) => {
        const allowing = acls.filter(({ permissionType }) => permissionType === 'ALLOW')
        if (isAllowed(acls, ADA, 'READ', 'TOPIC', name) && allowing.length > 0)
          expect(isAllowed(allowing, ADA, 'READ', 'TOPIC', name)).toBe(true)
        const denial: AclBinding = { ...RULE, resourceName: '*', operation: 'ALL', permissionType: 'DENY' }
        expect(isAllowed([...acls, denial], ADA, 'READ', 'TOPIC', name)).toBe(false)
      }),
    )
  })

  it('allow something somewhere when there is a topic on which they do', () => {
    fc.assert(
      fc.property(rules, (acls) => {
        const somewhere = ['a', 'ab', 'abc', 'b', 'z'].some((name) => isAllowed(acls, ADA, 'WRITE', 'TOPIC', name))
        if (somewhere) expect(isAllowedOnSome(acls, ADA, 'WRITE', 'TOPIC')).toBe(true)
      }),
    )
    expect(isAllowedOnSome([{ ...RULE, resourceName: '*', principal: 'User:bob' }], ADA, 'READ', 'TOPIC')).toBe(false)
    expect(isAllowedOnSome([{ ...RULE, resourceName: '*', permissionType: 'DENY' }], ADA, 'READ', 'TOPIC')).toBe(false)
  })
})

describe('a filter', () => {
  const ANY = {
    resourceType: 'ANY',
    resourceName: null,
    patternType: 'ANY',
    principal: null,
    host: null,
    operation: 'ANY',
    permissionType: 'ANY',
  } as const
  const prefix: AclBinding = { ...RULE, resourceName: 'ord', patternType: 'PREFIXED' }
  const all: AclBinding = { ...RULE, resourceName: '*' }

  it('that leaves everything open fits every rule', () => {
    for (const acl of [RULE, prefix, all]) expect(matchesAclFilter(ANY, acl)).toBe(true)
  })

  it('takes each thing that it names at its word', () => {
    for (const change of [
      { resourceType: 'GROUP' },
      { principal: 'User:bob' },
      { host: '1' },
      { operation: 'ALL' },
      { permissionType: 'DENY' },
    ] as const) {
      expect(matchesAclFilter({ ...ANY, ...change }, RULE)).toBe(false)
    }
    expect(matchesAclFilter({ ...RULE }, RULE)).toBe(true)
  })

  it('finds by the very name, or by what is about a resource of that name', () => {
    const found = (patternType: 'ANY' | 'MATCH' | 'LITERAL' | 'PREFIXED', resourceName: string) =>
      [RULE, prefix, all].filter((acl) => matchesAclFilter({ ...ANY, patternType, resourceName }, acl))
    expect(found('ANY', 'orders')).toEqual([RULE])
    expect(found('ANY', 'ord')).toEqual([prefix])
    expect(found('MATCH', 'orders')).toEqual([RULE, prefix, all])
    expect(found('MATCH', 'ord')).toEqual([prefix, all])
    expect(found('LITERAL', '*')).toEqual([all])
    expect(found('PREFIXED', 'orders')).toEqual([])
  })
})
