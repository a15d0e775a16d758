// What happens to a group of the classic protocol, one thing at a time.
import type { ClassicGroupState } from './classic-group.ts'

export type ClassicChange = { readonly kind: 'state.moved'; readonly state: ClassicGroupState }
