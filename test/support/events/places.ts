// When and where the examples of events happen.

export const NOW_MS = 1_700_000_000_000
export const AT = { topic: 'orders', partitionIndex: 0 } as const
