// The clock's buttons: run or hold, step, tick, search, speed. They are for who may change the cluster.
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { formatDuration } from '../i18n/format.ts'
import type { TimelineContext } from './context.ts'
import { Icon } from './icons.tsx'
import type { IconName } from './icons.tsx'
import { SPEEDS, speedOf } from './pace.ts'
import { text } from './text.ts'

const TICKS_MS = [10, 100, 1_000, 10_000, 60_000] as const

const tickMs = signal<number>(100)

type Part = { readonly context: TimelineContext }

export function PlayButton({ context }: Part): JSX.Element {
  const { session, moment, transport } = context
  if (session.kind === 'snapshot' || !session.isOwner || moment.isPast.value) {
    const isPlaying = moment.isPlaying.value
    const label = isPlaying ? text.stopPast : moment.isPast.value ? text.playPast : text.playFromStart
    return <IconButton icon={isPlaying ? 'pause' : 'play'} label={label} shortcut="Space" isMain onPress={() => playOrPause(context)} />
  }
  const isRunning = transport.isRunning.value
  return (
    <IconButton
      icon={isRunning ? 'pause' : 'play'}
      label={isRunning ? text.pause : text.play}
      shortcut="Space"
      isMain
      onPress={() => playOrPause(context)}
    />
  )
}

/** What the play button and the space bar do: with the past when it is looked at, else with the cluster's clock. */
export function playOrPause({ session, moment, transport }: TimelineContext): void {
  if (moment.isPlaying.value) moment.stop()
  else if (session.kind === 'snapshot' || !session.isOwner || moment.isPast.value) moment.play(() => transport.speed.value)
  else void (transport.isRunning.value ? transport.pause() : transport.play())
}

export function StepButtons({ context: { transport } }: Part): JSX.Element {
  const search = transport.search.value
  return (
    <>
      <IconButton icon="step" label={text.stepEvent} shortcut="." onPress={() => void transport.stepEvent()} />
      {search === null ? (
        <IconButton icon="search" label={text.nextInteresting} onPress={() => void transport.searchNext()} />
      ) : (
        <button type="button" class="button timeline-button" aria-label={text.stopSearch(search.steps)} onClick={() => transport.stop()}>
          <Icon name="stop" /> {search.steps}
        </button>
      )}
    </>
  )
}

export function TickControls({ context: { transport } }: Part): JSX.Element {
  return (
    <span class="timeline-pair">
      <IconButton icon="tick" label={text.stepTick(formatDuration(tickMs.value))} onPress={() => void transport.advance(tickMs.value)} />
      <select
        class="input timeline-select"
        aria-label={text.tickSize}
        value={tickMs.value}
        onChange={({ currentTarget }) => (tickMs.value = Number(currentTarget.value))}
      >
        {TICKS_MS.map((ms) => (
          <option key={ms} value={ms}>
            +{formatDuration(ms)}
          </option>
        ))}
      </select>
    </span>
  )
}

export function SpeedControl({ context: { transport } }: Part): JSX.Element {
  return (
    <select
      class="input timeline-select"
      aria-label={text.speed}
      title={text.speedDriven}
      value={transport.speed.value}
      onChange={({ currentTarget }) => void transport.changeSpeed(speedOf(currentTarget.value))}
    >
      {SPEEDS.map((speed) => (
        <option key={speed} value={speed}>
          {speed}×
        </option>
      ))}
    </select>
  )
}

type IconButtonProps = {
  readonly icon: IconName
  readonly label: string
  readonly onPress: () => void
  readonly shortcut?: string
  readonly isMain?: boolean
}

export function IconButton({ icon, label, onPress, shortcut, isMain = false }: IconButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="button timeline-button"
      data-look={isMain ? 'main' : undefined}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  )
}
