// What the tables of the report are made of.

export function table(columns: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = columns.map(() => '---')
  return [columns, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export function metOrNot(met: boolean): string {
  return met ? 'yes' : '**no**'
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`
}
