// The only place of the object that looks at the clock.

export function nowMs(): number {
  return Date.now()
}
