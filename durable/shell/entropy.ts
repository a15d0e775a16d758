// The only place of the object that asks for chance: for the seed of a new cluster, and for the choices of a producer on a socket, which is a
// client and no part of the cluster, as a hosted consumer is.

/** A safe integer of 53 random bits. */
export function drawSeed(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high >>> 11) * 2 ** 32 + low
}

/** A number from 0 up to but not including 1. */
export function drawFraction(): number {
  return Math.random()
}

export function drawUuid(): string {
  return crypto.randomUUID()
}
