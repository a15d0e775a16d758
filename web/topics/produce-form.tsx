// Sending records by hand. It says where they will go and why before they are sent, and shows the request; its body can be edited there as well, and
// the form follows.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedEvent } from 'preact'
import { callCode } from '../actions/call-code.ts'
import type { ApiCall, Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import type { TopicState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { partitionChoice } from './partition-choice.ts'
import { HeaderFields, PayloadField } from './produce-fields.tsx'
import { outcomeOf } from './produce-outcome.ts'
import type { ProduceOutcome } from './produce-outcome.ts'
import { ProduceResult } from './produce-result.tsx'
import { bodyOf, FIRST_FORM, formOf, isWholeCount, MAX_COUNT, pathOf, wrongPayload } from './produce-record.ts'
import type { ProduceForm as Form } from './produce-record.ts'
import { produceText as text } from './produce-text.ts'
import './topics.css'

type ProduceProps = { readonly topic: TopicState; readonly partition?: number | null }

export function ProduceDialog({ topic, partition = null, onClose }: ProduceProps & { readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title={text.produceTo(topic.name)} onClose={onClose}>
      <ProduceForm topic={topic} partition={partition} />
    </Dialog>
  )
}

export function ProduceForm({ topic, partition = null }: ProduceProps): JSX.Element {
  const session = useSession()
  const form = useSignal<Form>({ ...FIRST_FORM, partition })
  const outcome = useSignal<ProduceOutcome | Problem | null>(null)
  const isSending = useSignal(false)
  const change = (changes: Partial<Form>): void => {
    form.value = { ...form.value, ...changes }
  }
  const wrong = wrongPayload(form.value)
  const isReady = wrong === null && isWholeCount(form.value.count)
  const call: ApiCall | null = isReady
    ? { method: 'POST', path: session.v3(pathOf(topic.name, form.value)), body: bodyOf(form.value) }
    : null
  const refusal = refusalOf(session)
  const send = async (): Promise<void> => {
    if (call === null || refusal !== null) return
    isSending.value = true
    const answer = await session.api.act(call)
    isSending.value = false
    outcome.value = answer.ok ? outcomeOf(answer.value) : answer.problem
    if (answer.ok) session.refresh()
  }
  return (
    <form
      class="produce-form"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <PayloadField title={text.key} payload={form.value.key} isWrong={wrong === 'key'} rows={1} onChange={(key) => change({ key })} />
      <PayloadField
        title={text.value}
        payload={form.value.value}
        isWrong={wrong === 'value'}
        rows={4}
        onChange={(value) => change({ value })}
      />
      <HeaderFields headers={form.value.headers} onChange={(headers) => change({ headers })} />
      <Delivery topic={topic} form={form.value} onChange={change} />
      <PartitionNotice topic={topic} form={form.value} />
      <div class="row">
        <button type="submit" class="button" data-look="main" disabled={!isReady || refusal !== null || isSending.value}>
          {form.value.count === 1 ? text.send : text.sendMany(form.value.count)}
        </button>
        {refusal !== null && <span class="quiet">{refusal}</span>}
      </div>
      <div aria-live="polite">{outcome.value !== null && <Outcome topic={topic.name} outcome={outcome.value} />}</div>
      {call !== null && <Request call={call} form={form.value} onForm={(next) => (form.value = next)} />}
    </form>
  )
}

function refusalOf(session: SandboxSession): string | null {
  if (!session.isOwner) return text.readOnly
  return session.past.value === null ? null : text.looksBack
}

function Outcome({ topic, outcome }: { readonly topic: string; readonly outcome: ProduceOutcome | Problem }): JSX.Element {
  return 'stored' in outcome ? <ProduceResult topic={topic} outcome={outcome} /> : <ProblemNotice problem={outcome} />
}

type PartProps = { readonly topic: TopicState; readonly form: Form; readonly onChange: (changes: Partial<Form>) => void }

function Delivery({ topic, form, onChange }: PartProps): JSX.Element {
  const onPartition = (event: TargetedEvent<HTMLSelectElement>): void => {
    const { value } = event.currentTarget
    onChange({ partition: value === '' ? null : Number(value) })
  }
  return (
    <div class="produce-row">
      <label class="field">
        {text.partition}
        <select value={form.partition === null ? '' : String(form.partition)} onChange={onPartition}>
          <option value="">{text.automatic}</option>
          {topic.partitions.map(({ partition_index: index }) => (
            <option key={index} value={String(index)}>
              {index}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        acks
        <select value={form.acks} onChange={(event) => onChange({ acks: event.currentTarget.value as Form['acks'] })}>
          <option value="all">all</option>
          <option value="1">1</option>
          <option value="0">0</option>
        </select>
      </label>
      <label class="field">
        {text.count}
        <input
          type="number"
          min="1"
          max={MAX_COUNT}
          step="1"
          value={form.count}
          onInput={(event) => onChange({ count: event.currentTarget.valueAsNumber })}
        />
      </label>
      {form.count > 1 && <p class="quiet">{text.template}</p>}
    </div>
  )
}

/** The partition that it will go to, and why. */
function PartitionNotice({ topic, form }: Omit<PartProps, 'onChange'>): JSX.Element {
  const choice = partitionChoice(form, topic.partitions.length)
  const sentence = (): string => {
    switch (choice.why) {
      case 'chosen':
        return text.whyChosen(choice.partition)
      case 'missing':
        return text.whyMissing(choice.partition)
      case 'sticky':
        return text.whySticky
      case 'key':
        return text.whyKey(choice.partition, choice.hash, choice.positive, choice.count)
      case 'keys':
        return text.whyKeys(choice.counts.map((count, partition) => `${partition}: ${count}`).join(' · '))
    }
  }
  return (
    <p class="notice produce-where" data-tone={choice.why === 'missing' ? 'bad' : undefined} role="status">
      <span aria-hidden="true">→ </span>
      {sentence()}
    </p>
  )
}

type RequestProps = { readonly call: ApiCall; readonly form: Form; readonly onForm: (form: Form) => void }

/** The request as curl, and its body to edit: what is typed there goes back into the form as far as the form can show it. */
function Request({ call, form, onForm }: RequestProps): JSX.Element {
  const draft = useSignal<string | null>(null)
  const shown = draft.value ?? JSON.stringify(call.body, null, 2)
  const isUnread = draft.value !== null && formOf(draft.value, form) === null
  const onInput = (event: TargetedEvent<HTMLTextAreaElement>): void => {
    draft.value = event.currentTarget.value
    const next = formOf(draft.value, form)
    if (next !== null) onForm(next)
  }
  const curl = callCode('curl', call, { origin: location.origin, key: null })
  return (
    <details>
      <summary>{text.request}</summary>
      <div class="stack">
        <pre tabIndex={0} aria-label={text.request}>
          {curl}
        </pre>
        <div class="row">
          <CopyButton label={text.copyCurl} value={curl} />
        </div>
        <label class="field">
          {text.body}
          <textarea
            class="mono"
            rows={8}
            spellcheck={false}
            disabled={form.count !== 1}
            value={shown}
            aria-invalid={isUnread}
            onInput={onInput}
            onBlur={() => {
              draft.value = null
            }}
          />
          <span class="hint">{isUnread ? text.bodyUnread : text.bodyHint}</span>
        </label>
      </div>
    </details>
  )
}
