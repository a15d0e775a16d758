// A picture of what a sandbox does, step by step: a leader dies, another broker takes over, nothing that was acknowledged is lost. It is an
// illustration and no cluster; what it shows is said in words below it. Without motion it stands still and is stepped by hand.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { isMotionReduced } from '../ui/preferences.ts'
import { text } from './text.ts'

/** Who leads and who is down in each step of the story. */
const STEPS = [
  { leader: 1, down: null, offsets: 3 },
  { leader: 1, down: 1, offsets: 3 },
  { leader: 2, down: 1, offsets: 5 },
  { leader: 2, down: null, offsets: 5 },
] as const

type Step = (typeof STEPS)[number]

const STEP_MS = 3_500
const BROKERS = [1, 2, 3] as const

export function ClusterPicture(): JSX.Element {
  const index = useSignal(0)
  const wantsMotion = useSignal(true)
  const isMoving = wantsMotion.value && !isMotionReduced.value
  useEffect(() => {
    if (!isMoving) return
    const timer = setInterval(() => {
      index.value = (index.value + 1) % STEPS.length
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [index, isMoving])
  const step = STEPS[index.value] ?? STEPS[0]
  const advance = (): void => {
    wantsMotion.value = false
    index.value = (index.value + 1) % STEPS.length
  }
  return (
    <figure class="home-picture card">
      <Drawing step={step} isMoving={isMoving} />
      <figcaption>
        <ol class="home-story">
          {[text.step1, text.step2, text.step3, text.step4].map((sentence, at) => (
            <li key={at} aria-current={at === index.value ? 'step' : undefined}>
              {sentence}
            </li>
          ))}
        </ol>
        <div class="row">
          {!isMotionReduced.value && (
            <button type="button" class="button" onClick={() => (wantsMotion.value = !wantsMotion.value)}>
              {isMoving ? text.pausePicture : text.playPicture}
            </button>
          )}
          <button type="button" class="button" onClick={advance}>
            {text.nextStep}
          </button>
        </div>
      </figcaption>
    </figure>
  )
}

function Drawing({ step, isMoving }: { readonly step: Step; readonly isMoving: boolean }): JSX.Element {
  return (
    <svg viewBox="0 0 480 300" aria-hidden="true" class="home-drawing" data-leader={step.leader} data-down={step.down ?? 0}>
      <Box x={165} y={6} width={150} label={text.producer} />
      {BROKERS.map((id) => (
        <Broker key={id} id={id} step={step} />
      ))}
      <Box x={165} y={256} width={150} label={text.group} />
      {isMoving && step.down !== step.leader && [0, 1, 2].map((dot) => <circle key={dot} class={`home-dot home-dot-${dot}`} r="5" />)}
    </svg>
  )
}

function Box({
  x,
  y,
  width,
  label,
}: {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly label: string
}): JSX.Element {
  return (
    <g class="home-box">
      <rect x={x} y={y} width={width} height="36" rx="8" />
      <text x={x + width / 2} y={y + 24}>
        {label}
      </text>
    </g>
  )
}

function Broker({ id, step }: { readonly id: number; readonly step: Step }): JSX.Element {
  const x = 12 + (id - 1) * 156
  const role = step.down === id ? 'down' : step.leader === id ? 'leader' : 'follower'
  // A broker that is down has what it had; the others went on without it.
  const cells = role === 'down' ? 3 : step.offsets
  return (
    <g class="home-broker" data-role={role}>
      <rect x={x} y="92" width="144" height="112" rx="8" />
      <text x={x + 72} y="116">{`broker ${id}`}</text>
      <text x={x + 72} y="140" class="home-role">
        {text[role]}
      </text>
      {Array.from({ length: cells }, (_, offset) => (
        <g key={offset}>
          <rect class="home-cell" x={x + 10 + offset * 25} y="156" width="23" height="30" rx="3" />
          <text class="home-offset" x={x + 21.5 + offset * 25} y="177">
            {offset + 4}
          </text>
        </g>
      ))}
    </g>
  )
}
