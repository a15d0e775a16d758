// What a snapshot says of itself.
import type { JSX } from 'preact'
import { MAX_SANDBOX_NAME_CHARACTERS } from '../../schema/limits.ts'
import type { ApiCall } from '../data/api.ts'
import type { SnapshotFacts } from '../data/shapes.ts'
import { formatBytes, formatDate, formatNumber } from '../i18n/format.ts'
import { text } from './text.ts'

export function contentOf({ summary }: SnapshotFacts): string {
  const { brokers, topics, partitions, groups, records } = summary
  return text.contentOf(formatNumber(brokers), formatNumber(topics), formatNumber(partitions), formatNumber(groups), formatNumber(records))
}

/** A fork is called like the snapshot, as far as names may go. */
export function forkCall({ hash, title }: SnapshotFacts): ApiCall {
  const name = text.forkedName(title === '' ? text.untitled : title).slice(0, MAX_SANDBOX_NAME_CHARACTERS)
  return { method: 'POST', path: `/v1/snapshots/${hash}:fork`, body: { name } }
}

export function DownloadLink({ snapshot }: { readonly snapshot: SnapshotFacts }): JSX.Element {
  return (
    <a class="button" href={`/v1/snapshots/${snapshot.hash}/file`} download={`${snapshot.hash}.samsa.tar`}>
      {text.download}
    </a>
  )
}

export function Facts({ snapshot }: { readonly snapshot: SnapshotFacts }): JSX.Element {
  const facts: readonly (readonly [name: string, value: string])[] = [
    [text.taken, formatDate(Date.parse(snapshot.taken_at))],
    [text.clusterTime, formatDate(snapshot.time_ms)],
    [text.moments, text.momentsOf(formatNumber(snapshot.first_sequence), formatNumber(snapshot.sequence))],
    [text.content, contentOf(snapshot)],
    [text.size, formatBytes(snapshot.size_bytes)],
    [text.engine, String(snapshot.engine_version)],
    [text.seed, String(snapshot.seed)],
    [text.hash, snapshot.hash],
  ]
  return (
    <dl class="snapshot-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
