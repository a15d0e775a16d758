// Above the grid: the controllers, and the faults that are going on.
import type { JSX } from 'preact'
import type { ClusterState, FaultState } from '../data/shapes.ts'
import { text } from './text.ts'
import { useSelect } from './use-select.ts'

export function ClusterStrip({ state }: { readonly state: ClusterState }): JSX.Element {
  const { controllers, controller_epoch } = state.controller
  return (
    <div class="stage-strip">
      <div class="stage-strip-part">
        <span class="quiet" id="stage-controllers">
          {text.controller}
        </span>
        <ul class="stage-chips" aria-labelledby="stage-controllers">
          {controllers.map((controller) => (
            <li key={controller.node_id}>
              <Controller {...controller} epoch={controller_epoch} />
            </li>
          ))}
        </ul>
      </div>
      {state.faults.length > 0 && (
        <div class="stage-strip-part">
          <span class="quiet" id="stage-faults">
            {text.faults}
          </span>
          <ul class="stage-chips" aria-labelledby="stage-faults">
            {state.faults.map((fault) => (
              <li key={fault.id}>
                <Fault fault={fault} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

type ControllerProps = ClusterState['controller']['controllers'][number] & { readonly epoch: number }

function Controller({ node_id, process, is_active, epoch }: ControllerProps): JSX.Element {
  const { isSelected, select } = useSelect()
  const anchor = `controller:${node_id}`
  const isUp = process === 'running'
  const word = isUp ? (is_active ? text.active : text.standby) : processWord(process)
  return (
    <button
      type="button"
      class="stage-chip"
      data-at={anchor}
      data-process={process}
      aria-label={`${text.controllerNode(node_id)}: ${word}, ${text.controllerEpoch(epoch)}`}
      data-tip={`${text.controllerNode(node_id)}: ${word}\n${text.controllerEpoch(epoch)}`}
      aria-pressed={isSelected(anchor)}
      onClick={() => select({ kind: 'controller', nodeId: node_id })}
    >
      <span aria-hidden="true">{isUp ? (is_active ? '★' : '●') : '✕'}</span> {node_id}
      {(is_active || !isUp) && <span class="quiet"> {word}</span>}
    </button>
  )
}

function processWord(process: string): string {
  if (process === 'paused') return text.condition_paused
  return process === 'starting' ? text.condition_starting : text.condition_down
}

function Fault({ fault }: { readonly fault: FaultState }): JSX.Element {
  const { isSelected, select } = useSelect()
  const anchor = `fault:${fault.id}`
  return (
    <button
      type="button"
      class="stage-chip"
      data-tone="warn"
      data-at={anchor}
      aria-pressed={isSelected(anchor)}
      onClick={() => select({ kind: 'fault', faultId: fault.id })}
    >
      <span aria-hidden="true">⚡</span> {faultWords(fault)}
    </button>
  )
}

function faultWords(fault: FaultState): string {
  switch (fault.kind) {
    case 'link':
      return text.faultLink(String(fault.from), String(fault.to), fault.cut)
    case 'pause_replication':
      return text.faultPauseReplication(fault.broker)
    case 'slow_disk':
      return text.faultSlowDisk(fault.broker)
    case 'error':
      return text.faultError(fault.api, fault.error)
    case 'drop_response':
      return text.faultDropResponse(fault.api)
    case 'rebalance':
      return text.faultRebalance(fault.group)
    case 'expire_session':
      return text.faultExpireSession(fault.group)
  }
}
