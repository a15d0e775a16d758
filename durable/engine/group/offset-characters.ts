// How much the offsets of groups take in a checkpoint. Each commit asks for it, so it is counted along and not measured.
import { OFFSET_CHARACTERS } from '../../../schema/limits.ts'
import type { CommittedOffset, GroupOffsets } from './group-offsets.ts'

/** Nothing for a group without any. */
export function offsetCharacters(group: GroupOffsets | undefined): number {
  if (group === undefined) return 0
  return group.pending.reduce((characters, { offsets }) => characters + charactersOf(offsets), charactersOf(group.committed))
}

export function offsetCharactersOfAll(groups: ReadonlyMap<string, GroupOffsets> | undefined): number {
  let characters = 0
  for (const group of groups?.values() ?? []) characters += offsetCharacters(group)
  return characters
}

function charactersOf(offsets: readonly CommittedOffset[]): number {
  let characters = 0
  for (const { topic, metadata } of offsets) characters += OFFSET_CHARACTERS + topic.length + metadata.length
  return characters
}
