// The batch that a message lies in, field by field, in Kafka's words. It is fetched when somebody opens it.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedToggleEvent } from 'preact'
import { formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { readBatch } from './raw-batch.ts'
import type { RawBatch } from './raw-batch.ts'
import { text } from './text.ts'

type BatchViewProps = { readonly topic: string; readonly partition: number; readonly offset: number }

export function BatchView({ topic, partition, offset }: BatchViewProps): JSX.Element {
  const session = useSession()
  const batch = useSignal<RawBatch | 'gone' | null>(null)
  const onToggle = async (event: TargetedToggleEvent<HTMLDetailsElement>): Promise<void> => {
    if (!event.currentTarget.open || batch.value !== null) return
    batch.value = (await readBatch(session, topic, partition, offset)) ?? 'gone'
  }
  return (
    <details onToggle={(event) => void onToggle(event)}>
      <summary>{text.batch}</summary>
      <p class="quiet">{text.batchHint}</p>
      {batch.value === 'gone' && <p>{text.batchGone}</p>}
      {batch.value !== null && batch.value !== 'gone' && <BatchFacts batch={batch.value} />}
    </details>
  )
}

function BatchFacts({ batch }: { readonly batch: RawBatch }): JSX.Element {
  const { header, lastOffset, sizeBytes, compression, timestampType, isCrcRight } = batch
  // Kafka's own names: they are the same in every language.
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['baseOffset', String(header.baseOffset)],
    ['lastOffset', String(lastOffset)],
    ['recordCount', String(header.recordCount)],
    ['partitionLeaderEpoch', String(header.partitionLeaderEpoch)],
    ['producerId', String(header.producerId)],
    ['producerEpoch', String(header.producerEpoch)],
    ['baseSequence', String(header.baseSequence)],
    ['isTransactional', String(batch.isTransactional)],
    ['isControl', String(batch.isControl)],
    ['compression', compression],
    ['timestampType', timestampType],
    ['baseTimestamp', new Date(header.baseTimestamp).toISOString()],
    ['maxTimestamp', new Date(header.maxTimestamp).toISOString()],
    ['magic', String(header.magic)],
    ['crc', `0x${header.crc.toString(16).padStart(8, '0')} (${isCrcRight ? text.right : text.wrong})`],
    ['sizeInBytes', formatNumber(sizeBytes)],
  ]
  return (
    <dl>
      {facts.map(([name, value]) => (
        <>
          <dt class="mono">{name}</dt>
          <dd class="mono">{value}</dd>
        </>
      ))}
    </dl>
  )
}
