// What watchers are told. Events are derived from a decision and never stored; `sequence` names the record that caused them.

export type ClusterEvent =
  | { readonly kind: 'topic.created'; readonly sequence: number; readonly topic: string; readonly topicId: string }
  | { readonly kind: 'topic.removed'; readonly sequence: number; readonly topic: string; readonly topicId: string }
  | { readonly kind: 'partition.created'; readonly sequence: number; readonly topic: string; readonly partitionIndex: number }
  /** Consumers can now read up to here. */
  | {
      readonly kind: 'highWatermark.moved'
      readonly sequence: number
      readonly topic: string
      readonly partitionIndex: number
      readonly highWatermark: number
    }
