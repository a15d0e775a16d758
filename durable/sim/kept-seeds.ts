// Simulations that once failed, each with the sentence that explains what was wrong. They run with every change. A seed stands for a simulation
// only as long as the simulator draws the same numbers from it; it is kept for what it explains, and as one more seed.

export type KeptSeed = { readonly seed: number; readonly steps: number; readonly because: string }

export const KEPT_SEEDS: readonly KeptSeed[] = [
  { seed: 2, steps: 19, because: 'a follower that lagged was let into the ISR and sent out of it for ever, in one instant' },
  { seed: 23, steps: 35, because: 'a follower at rest counted as lagging since its last fetch, and lost its place at the next append' },
  {
    seed: 164,
    steps: 70,
    because: 'a broker came back from a crash with an empty disk and joined the ISR for what it had fetched in its life before',
  },
  { seed: 1207, steps: 54, because: 'a former leader knew of a higher watermark than the new one, and fetched for ever' },
  {
    seed: 1500,
    steps: 150,
    because: 'a paused broker that was elected and voted out again wrote in its old epoch behind the start of the new one',
  },
  { seed: 1752, steps: 35, because: 'an answer arrived at a follower that had got a log of its own while it was under way' },
  { seed: 1781, steps: 125, because: 'after a crash the log was handed on with an epoch that only the crashed leader knew' },
  { seed: 1985, steps: 36, because: 'a follower joined a log that had deleted the segments it still had' },
  { seed: 2197, steps: 35, because: 'an answer that was long under way moved a log start back' },
  {
    seed: 4736,
    steps: 126,
    because: 'a broker crashed, started and was stopped before it could register, and then counted as shut down cleanly',
  },
  { seed: 59, steps: 21, because: 'a crash left a log that ended before it started' },
  { seed: 530, steps: 75, because: 'a follower took over a log with a start of its own and without the epochs before the leader’s start' },
  { seed: 619, steps: 124, because: 'a reassignment made a broker the leader that had no replica yet' },
  { seed: 30624, steps: 66, because: 'a follower joined with records before the leader’s start, which the leader does not have' },
  { seed: 32219, steps: 160, because: 'a crash emptied a log whose beginning a stopped follower still shared' },
  {
    seed: 10370,
    steps: 225,
    because: 'what lay in the socket of a paused leader was carried out by its successor when it woke, a week later, and written twice',
  },
  {
    seed: 40102,
    steps: 353,
    because: 'an unclean leader brought deleted offsets back with other records, and the checks did not excuse it',
  },
  {
    seed: 50687,
    steps: 171,
    because: 'a paused broker was taken away and brought back as a replica, and led on in its old epoch from offset 0',
  },
  { seed: 5964, steps: 49, because: 'a coordinator lost its unflushed log, and a transaction hung whose records were flushed' },
  { seed: 5988, steps: 278, because: 'a coordinator lost its unflushed log, and with it the outcomes it had promised' },
  {
    seed: 6961,
    steps: 73,
    because: 'a marker that could not be sent again kept the time of its next try, and the cluster never came to rest',
  },
  {
    seed: 276,
    steps: 241,
    because: 'the log refused what a leader assigned, and its group waited for ever for members that had all synced',
  },
  {
    seed: 90,
    steps: 234,
    because:
      'a follower that had stood still for days lost sight of an open transaction whose producer its leader had forgotten, and its log was cleaned',
  },
]
