// What a coordinator writes about a group of the KIP-848 protocol, one record of __consumer_offsets at a time.

export type ConsumerGroupChange = { readonly kind: 'epoch.moved'; readonly groupEpoch: number }
