// Media types of answers that more than one part of the Worker speaks of.

/** What REST v2 answers, its errors too. */
export const V2_JSON = 'application/vnd.kafka.v2+json'
