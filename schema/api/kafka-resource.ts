// The envelope of Confluent's REST Proxy v3: every resource says its kind, its address and its resource name; lists say where they go on.
import * as z from 'zod'

export const relationship = z.object({ related: z.string() }).meta({ id: 'Relationship' })

const resourceMetadata = z.object({ self: z.string(), resource_name: z.string().nullable() }).meta({ id: 'ResourceMetadata' })
const listMetadata = z.object({ self: z.string(), next: z.string().nullable() }).meta({ id: 'ListMetadata' })

/** A resource of one kind with its own fields. */
export function resource<const Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.object({ kind: z.literal(kind), metadata: resourceMetadata, ...shape }).meta({ id: kind })
}

/** The list of such resources. */
export function listOf<const Kind extends string, Item extends z.ZodType>(kind: Kind, item: Item) {
  return z.object({ kind: z.literal(kind), metadata: listMetadata, data: z.array(item) }).meta({ id: kind })
}
