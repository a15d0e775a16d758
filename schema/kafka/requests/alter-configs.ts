// AlterConfigs (API key 33) as plain objects: the old way, in which what is not named goes back to its default.
import type { ConfigResourceType } from './describe-configs.ts'
import type { IncrementalAlterConfigsResponse } from './incremental-alter-configs.ts'

export type AlterConfigsRequest = {
  readonly resources: readonly {
    readonly resourceType: ConfigResourceType
    readonly resourceName: string
    readonly configs: readonly { readonly name: string; readonly value: string | null }[]
  }[]
  readonly validateOnly: boolean
}

export type AlterConfigsResponse = IncrementalAlterConfigsResponse
