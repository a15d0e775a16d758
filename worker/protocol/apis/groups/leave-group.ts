// LeaveGroup (API key 13): members go, or somebody has them removed.
// Does: every version. Below 3 one member leaves by its id, and its error is that of the answer.
// Does not: see notDone.
// Source: KafkaApis.handleLeaveGroupRequest, LeaveGroupRequest.normalizedData and LeaveGroupResponse of Kafka 4.3; KIP-345, KIP-800.
import { leaveGroupMessages } from '../../../../schema/kafka/protocol/messages/leave-group.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

const SEVERAL_MEMBERS_FROM = 3

export const leaveGroupApi = wireApi({
  ...leaveGroupMessages,
  notDone: [],
  async serve({ groupId, memberId, members }, { apiVersion, ask }) {
    const isBatched = apiVersion >= SEVERAL_MEMBERS_FROM
    const leaving = isBatched ? members : [{ memberId, groupInstanceId: null, reason: null }]
    const { error, members: left } = await ask('LeaveGroup', { groupId, members: leaving })
    if (isBatched) {
      const answered = left.map(({ error: ofMember, ...member }) => ({ ...member, errorCode: codeOf(ofMember) }))
      return { throttleTimeMs: 0, errorCode: codeOf(error), members: answered }
    }
    const ofMember = error === 'NONE' ? (left[0]?.error ?? error) : error
    return { throttleTimeMs: 0, errorCode: codeOf(ofMember), members: [] }
  },
})
