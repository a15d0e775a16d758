// Where records that were sent by hand have come to, or why they have not.
import type { JSX } from 'preact'
import { sandboxHref } from '../app/location.ts'
import { useSession } from '../sandbox/session-context.ts'
import type { ProduceOutcome } from './produce-outcome.ts'
import { produceText as text } from './produce-text.ts'

type ResultProps = { readonly topic: string; readonly outcome: ProduceOutcome }

export function ProduceResult({ topic, outcome: { stored, refused } }: ResultProps): JSX.Element {
  const session = useSession()
  const last = stored.at(-1)
  const first = refused[0]
  return (
    <div class="stack">
      {last !== undefined && (
        <div class="notice row">
          <span>{stored.length === 1 ? storedAt(topic, last) : text.storedMany(stored.length)}</span>
          <a
            href={sandboxHref(session.sandboxId, { view: 'stage' })}
            onClick={() => {
              session.selection.value = { kind: 'partition', topic, partition: last.partition }
            }}
          >
            {text.onStage}
          </a>
        </div>
      )}
      {first !== undefined && (
        <div class="notice" data-tone="bad" role="alert">
          {text.refused(refused.length)} <strong class="mono">{first.code}</strong> {first.message}
        </div>
      )}
    </div>
  )
}

/** With acks=0 nobody was told an offset. */
function storedAt(topic: string, { partition, offset }: ProduceOutcome['stored'][number]): string {
  return offset < 0 ? text.sentTo(topic, partition) : text.storedAt(topic, partition, offset)
}
