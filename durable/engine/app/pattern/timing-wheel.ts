// A hierarchical timing wheel as plain data: timers lie in slots of a tick each; what is further away than the wheel is round lies in a wheel
// above, of which one tick is a whole turn of the one below, and comes down when its slot is reached. Empty slots are not there.
// Due times are rounded up to a tick: a timer fires never early, and late by less than a tick.
// Source: the structure of kafka.utils.timer.TimingWheel and SystemTimer. Kafka's ticks are a millisecond, so that it need not round.

export type TimingWheel<Item> = {
  readonly tickMs: number
  /** Slots of each wheel. */
  readonly wheelSize: number
  /** Up to where time has been looked at. */
  readonly currentMs: number
  readonly slots: readonly Slot<Item>[]
}

type Slot<Item> = {
  /** 0 is the lowest wheel. */
  readonly wheel: number
  readonly startMs: number
  readonly timers: readonly Timer<Item>[]
}

type Timer<Item> = { readonly dueMs: number; readonly item: Item }

export function newTimingWheel<Item>(tickMs: number, wheelSize: number, nowMs: number): TimingWheel<Item> {
  return { tickMs, wheelSize, currentMs: nowMs, slots: [] }
}

export function addTimer<Item>(wheel: TimingWheel<Item>, dueMs: number, item: Item): TimingWheel<Item> {
  return put(wheel, { dueMs: Math.ceil(dueMs / wheel.tickMs) * wheel.tickMs, item })
}

function put<Item>(wheel: TimingWheel<Item>, timer: Timer<Item>): TimingWheel<Item> {
  const place = slotFor(wheel, timer.dueMs)
  const isPlace = (slot: Slot<Item>): boolean => slot.wheel === place.wheel && slot.startMs === place.startMs
  const timers = [...(wheel.slots.find(isPlace)?.timers ?? []), timer]
  return { ...wheel, slots: [...wheel.slots.filter((slot) => !isPlace(slot)), { ...place, timers }] }
}

/** In the lowest wheel that reaches as far. */
function slotFor({ tickMs, wheelSize, currentMs }: TimingWheel<unknown>, dueMs: number): Pick<Slot<unknown>, 'wheel' | 'startMs'> {
  let wheel = 0
  let ofTickMs = tickMs
  while (dueMs >= startOf(currentMs, ofTickMs) + ofTickMs * wheelSize) {
    wheel++
    ofTickMs *= wheelSize
  }
  return { wheel, startMs: startOf(dueMs, ofTickMs) }
}

function startOf(timeMs: number, ofTickMs: number): number {
  return Math.floor(timeMs / ofTickMs) * ofTickMs
}

/** When the next slot is reached: one of its timers is due then, or all of them come down. Null for an empty wheel. */
export function nextFireMs({ slots }: TimingWheel<unknown>): number | null {
  return slots.reduce<number | null>((first, { startMs }) => (first === null ? startMs : Math.min(first, startMs)), null)
}

export function timersOf<Item>({ slots }: TimingWheel<Item>): Item[] {
  return slots.flatMap(({ timers }) => timers.map(({ item }) => item))
}

export function withoutTimers<Item>(wheel: TimingWheel<Item>, isGone: (item: Item) => boolean): TimingWheel<Item> {
  const slots = wheel.slots.map((slot) => ({ ...slot, timers: slot.timers.filter(({ item }) => !isGone(item)) }))
  return { ...wheel, slots: slots.filter(({ timers }) => timers.length > 0) }
}

export type Fired<Item> = { readonly wheel: TimingWheel<Item>; readonly due: readonly Item[] }

/** Turns the wheels slot by slot up to a moment. What is due comes in the order of its time. */
export function fire<Item>(wheel: TimingWheel<Item>, nowMs: number): Fired<Item> {
  const due: Item[] = []
  let turned = wheel
  for (let startMs = nextFireMs(wheel); startMs !== null && startMs <= nowMs; startMs = nextFireMs(turned)) {
    turned = reach(turned, startMs, due)
  }
  return { wheel: { ...turned, currentMs: nowMs }, due }
}

/** Empties the slots that begin now, of all wheels: what is not due yet comes down into a lower one. */
function reach<Item>(wheel: TimingWheel<Item>, startMs: number, due: Item[]): TimingWheel<Item> {
  const reached = wheel.slots.filter((slot) => slot.startMs === startMs).flatMap(({ timers }) => timers)
  due.push(...reached.filter(({ dueMs }) => dueMs <= startMs).map(({ item }) => item))
  const emptied: TimingWheel<Item> = { ...wheel, currentMs: startMs, slots: wheel.slots.filter((slot) => slot.startMs !== startMs) }
  return reached.filter(({ dueMs }) => dueMs > startMs).reduce<TimingWheel<Item>>(put, emptied)
}
