// Deciding may look at everything and touch nothing: the state is handed to it with every field, list and map read-only.

export type DeepReadonly<Type> =
  Type extends Map<infer Key, infer Value>
    ? ReadonlyMap<Key, DeepReadonly<Value>>
    : Type extends Set<infer Value>
      ? ReadonlySet<DeepReadonly<Value>>
      : Type extends object
        ? { readonly [Key in keyof Type]: DeepReadonly<Type[Key]> }
        : Type
