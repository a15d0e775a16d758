// Whether a heartbeat would change nothing and tell its member nothing, so that the next one like it need not be sent.
import type { Heartbeat } from '../../../schema/broker-line.ts'
import type { KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import type { Decision } from '../../engine/decision.ts'

type BeatResponse = KafkaApis[Heartbeat['api']]['response']

/** `foreseen` is what its coordinator would decide about it now. */
export function isQuiet(beat: Heartbeat, { response, writes, waiting, records }: Decision<Heartbeat['api']>): boolean {
  if (writes.length > 0 || waiting !== null || !saysNothing(beat, response)) return false
  // That a member was seen is noted once in a while, and nobody hears of it.
  return records.every(({ kind }) => kind === 'members.seen')
}

function saysNothing({ request }: Heartbeat, response: BeatResponse): boolean {
  if (response.error !== 'NONE') return false
  if (!('assignment' in response)) return true
  return 'memberEpoch' in request && response.memberEpoch === request.memberEpoch && response.assignment === null
}
