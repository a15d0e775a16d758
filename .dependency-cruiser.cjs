// Which layer may import which. The table is the one in ARCHITECTURE.md; think hard before you change it.
const layers = {
  'schema/kafka': ['schema/kafka'],
  'schema/json': ['schema/json'],
  'schema/filter': ['schema/filter', 'schema/records', 'schema/json', 'schema/kafka'],
  'schema/records': ['schema/records', 'schema/json', 'schema/kafka'],
  'schema/api': ['schema/api', 'schema/kafka'],
  'schema/d1': ['schema/d1'],
  'schema/snapshots': ['schema/snapshots', 'schema/kafka', 'schema/tar'],
  'durable/engine': ['durable/engine', 'schema/kafka'],
  'durable/sim': ['durable/sim', 'durable/engine', 'schema/kafka'],
  'durable/shell': ['durable/shell', 'durable/engine', 'schema/'],
  worker: ['worker', 'schema/'],
  cli: ['cli', 'schema/', 'durable/sim'],
  web: ['web', 'schema/'],
}

/** The bounds of the product belong to everybody. */
const shared = ['schema/limits.ts', 'schema/protocol-limits.ts', 'schema/snapshot-limits.ts', 'schema/history-limits.ts']

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `${layer.replace('/', '-')}-keeps-to-its-layer`,
      severity: 'error',
      // The Worker's entry hands the object's class to the platform; nothing else of the edge may touch it.
      from: { path: `^${layer}/`, pathNot: ['\\.test\\.ts$', '^worker/index\\.ts$'] },
      to: {
        path: '^(schema|durable|worker|web|cli|test|bench)/',
        pathNot: [...allowed, ...shared].map((prefix) => `^${prefix}`),
        // The edge knows the object by the type of its RPC and by nothing else.
        ...(layer === 'worker' ? { dependencyTypesNot: ['type-only'] } : {}),
      },
    })),
    {
      name: 'engine-has-no-packages',
      severity: 'error',
      from: { path: '^durable/(engine|sim)/', pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules|^node:' },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      from: { pathNot: '^(test|bench)/|\\.test\\.ts$' },
      to: { path: '^(test|bench)/|\\.test\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
}
