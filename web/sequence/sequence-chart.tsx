// A sequence as a list of steps: beside each sentence, the lanes with the arrow of the step. What is drawn is said in words as well, and the
// same steps stand in a table for whoever prefers one.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { formatTime } from '../i18n/format.ts'
import { language } from '../i18n/language.ts'
import type { Lane, Sequence, SequenceStep } from './sequence.ts'
import { MomentButton } from './moment-button.tsx'
import { SequenceTable } from './sequence-table.tsx'
import { text } from './text.ts'
import './sequence.css'

type ChartProps = { readonly title: string; readonly sequence: Sequence; readonly onMoment: (sequence: number) => void }

export function SequenceChart({ title, sequence, onMoment }: ChartProps): JSX.Element {
  const isTable = useSignal(false)
  if (sequence.steps.length === 0) return <p class="notice">{text.notKept}</p>
  return (
    <div class="sequence stack">
      <div class="row" role="group" aria-label={text.form}>
        <button type="button" class="button" aria-pressed={!isTable.value} onClick={() => (isTable.value = false)}>
          {text.asChart}
        </button>
        <button type="button" class="button" aria-pressed={isTable.value} onClick={() => (isTable.value = true)}>
          {text.asTable}
        </button>
      </div>
      {isTable.value ? (
        <SequenceTable title={title} sequence={sequence} onMoment={onMoment} />
      ) : (
        <Lanes title={title} sequence={sequence} onMoment={onMoment} />
      )}
    </div>
  )
}

function Lanes({ title, sequence, onMoment }: ChartProps): JSX.Element {
  const { lanes, steps } = sequence
  return (
    <div class="sequence-scroll" tabIndex={0} role="group" aria-label={title}>
      <div class="sequence-chart" style={{ '--lanes': String(lanes.length) }}>
        <div class="sequence-heads" aria-hidden="true">
          <span />
          <div class="sequence-lanes">
            {lanes.map((lane) => (
              <span key={lane.key} class="sequence-head" data-role={lane.role} title={lane.label}>
                {lane.label}
              </span>
            ))}
          </div>
        </div>
        <ol class="sequence-steps">
          {steps.map((step, index) => (
            <Step key={`${step.event.sequence}:${index}`} step={step} previous={steps[index - 1]} lanes={lanes} onMoment={onMoment} />
          ))}
        </ol>
      </div>
    </div>
  )
}

type StepProps = {
  readonly step: SequenceStep
  readonly previous: SequenceStep | undefined
  readonly lanes: readonly Lane[]
  readonly onMoment: (sequence: number) => void
}

function Step({ step, previous, lanes, onMoment }: StepProps): JSX.Element {
  const { event } = step
  const isSameTime = previous?.event.time_ms === event.time_ms
  return (
    <li class="sequence-step" data-tone={step.tone}>
      <time class="mono quiet" data-same={isSameTime} dateTime={event.time}>
        {formatTime(event.time_ms)}
      </time>
      <Strip step={step} lanes={lanes} />
      <div class="sequence-words">
        <strong class="mono">{step.label}</strong> <span class="quiet">{whoOf(step, lanes)}</span>
        <MomentButton sequence={event.sequence} onMoment={onMoment} />
        <div>{event.why[language.value]}</div>
      </div>
    </li>
  )
}

/** The lanes' lines through this step, and its arrow. */
function Strip({ step, lanes }: Pick<StepProps, 'step' | 'lanes'>): JSX.Element {
  const from = lanes.findIndex(({ key }) => key === step.from)
  const to = lanes.findIndex(({ key }) => key === step.to)
  const [first, last] = [Math.min(from, to), Math.max(from, to)]
  const place = { 'grid-column': `${first + 1} / ${last + 2}`, '--span': String(last - first + 1) }
  return (
    <div class="sequence-lanes sequence-strip" aria-hidden="true">
      {lanes.map(({ key }, index) => (
        <span key={key} class="sequence-line" style={{ 'grid-column': String(index + 1) }} />
      ))}
      {from === to ? (
        <span class="sequence-note" style={place}>
          {step.label}
        </span>
      ) : (
        <span class="sequence-arrow" data-direction={from < to ? 'right' : 'left'} style={place}>
          <span class="sequence-arrow-label">{step.label}</span>
        </span>
      )}
    </div>
  )
}

function whoOf(step: SequenceStep, lanes: readonly Lane[]): string {
  const [from, to] = [step.from, step.to].map((key) => lanes.find((lane) => lane.key === key)?.label ?? key)
  return step.from === step.to ? (from ?? '') : text.arrow(from ?? '', to ?? '')
}
