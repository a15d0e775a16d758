// Why a connection of the binary protocol ends by what its client did. The client is not told: Kafka ends a connection without a word.

/** The client speaks something that no broker answers: the connection ends, as Kafka ends it. */
export class UnanswerableRequestError extends Error {
  override readonly name = 'UnanswerableRequestError'
}

/** The client has closed or broken the connection: an answer has nowhere to go. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError'
}

/** The client did not prove who it is, or its time is over. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError'
}
