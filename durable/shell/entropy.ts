// The only place of the object that asks for chance: once, for the seed of a new cluster.

/** A safe integer of 53 random bits. */
export function drawSeed(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high >>> 11) * 2 ** 32 + low
}
