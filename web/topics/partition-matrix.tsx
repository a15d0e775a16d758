// Partitions by brokers: in each cell how far that replica is, so that who lags behind is seen in the row and a sick broker in the column.
import type { JSX } from 'preact'
import { sandboxHref } from '../app/location.ts'
import type { PartitionState, ReplicaState, TopicState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { text } from './text.ts'

type MatrixProps = { readonly topic: TopicState; readonly brokers: readonly number[] }

export function PartitionMatrix({ topic, brokers }: MatrixProps): JSX.Element {
  return (
    <div class="stack">
      <p class="quiet">{text.matrixLegend}</p>
      <div class="table-box card">
        <table>
          <caption class="visually-hidden">{text.matrix}</caption>
          <thead>
            <tr>
              <th scope="col">{text.partition}</th>
              <th scope="col">{text.leader}</th>
              <th scope="col">{text.leaderEpoch}</th>
              <th scope="col">{text.isr}</th>
              {brokers.map((brokerId) => (
                <th key={brokerId} scope="col">
                  {text.broker(brokerId)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {topic.partitions.map((partition) => (
              <PartitionRow key={partition.partition_index} topic={topic.name} partition={partition} brokers={brokers} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

type RowProps = { readonly topic: string; readonly partition: PartitionState; readonly brokers: readonly number[] }

function PartitionRow({ topic, partition, brokers }: RowProps): JSX.Element {
  const session = useSession()
  const { partition_index: index, leader, leader_epoch: leaderEpoch, isr, logs } = partition
  return (
    <tr>
      <th scope="row">
        <a
          href={sandboxHref(session.sandboxId, { view: 'stage' })}
          onClick={() => {
            session.selection.value = { kind: 'partition', topic, partition: index }
          }}
        >
          {topic}-{index}
        </a>
      </th>
      <td>
        {leader < 0 ? (
          <span class="badge" data-tone="bad">
            ✖ {text.noLeader}
          </span>
        ) : (
          leader
        )}
      </td>
      <td>{leaderEpoch}</td>
      <td>{isr.join(', ')}</td>
      {brokers.map((brokerId) => (
        <td key={brokerId}>
          <Replica log={logs.find(({ broker_id: id }) => id === brokerId)} />
        </td>
      ))}
    </tr>
  )
}

function Replica({ log }: { readonly log: ReplicaState | undefined }): JSX.Element {
  if (log === undefined) return <span class="quiet">{text.noReplica}</span>
  const [sign, word] = roleOf(log)
  return (
    <div class="topics-replica" data-role={log.role} data-in-sync={log.is_in_sync}>
      <span>
        <span aria-hidden="true">{sign}</span> {word}{' '}
        {log.is_diverged && (
          <span class="badge" data-tone="bad">
            ⑂ {text.diverged}
          </span>
        )}
      </span>
      <span class="mono">
        LEO {log.log_end_offset} · HW {log.high_watermark}
        {log.last_stable_offset < log.high_watermark && ` · LSO ${log.last_stable_offset}`}
      </span>
    </div>
  )
}

function roleOf({ role, is_in_sync: isInSync }: ReplicaState): readonly [sign: string, word: string] {
  if (role === 'leader') return ['★', text.roleLeader]
  return isInSync ? ['○', text.roleInSync] : ['◌', text.roleOut]
}
