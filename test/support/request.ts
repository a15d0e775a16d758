// How tests write a request: its key, its JSON or its raw body, and what follows from them in headers.

export type Asked = {
  readonly key?: string | undefined
  readonly json?: unknown
  readonly body?: RequestInit['body']
  readonly headers?: Readonly<Record<string, string>>
}

export function requestOf(url: string | URL, method: string, { key, json, body, headers }: Asked): Request {
  return new Request(url, {
    method,
    headers: {
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  })
}
