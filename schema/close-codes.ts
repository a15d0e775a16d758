// Codes with which the object closes a socket: 4000 to 4999 are an application's own.

export const CLOSE_REVOKED = 4401
export const CLOSE_GONE = 4404
/** The cluster was put back to another moment: what was known of it is no longer so, and everything has to be asked for again. */
export const CLOSE_PUT_BACK = 4409
export const CLOSE_BROKER_DOWN = 4503

/** Says where the events go on, for whoever follows them. */
export function putBackReason(nextSequence: number): string {
  return `The sandbox was put back: its events go on with ${nextSequence}.`
}

/** The sequence in the reason of such a close; null when it says none. */
export function nextSequenceIn(reason: string): number | null {
  const [, digits] = /go on with (\d{1,15})\.$/.exec(reason) ?? []
  return digits === undefined ? null : Number(digits)
}
