// The time that the pointer is over, on the timeline or in a chart: each shows it where it is pointed at in the other.
import { signal } from '@preact/signals'

export const pointedMs = signal<number | null>(null)
