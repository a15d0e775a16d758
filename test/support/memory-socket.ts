// A WebSocket with both ends in memory: as much of the platform's as the lines between edge and object use. What is said arrives in order, and
// never while it is being said.

export class MemorySocket extends EventTarget {
  peer: MemorySocket | null = null
  readyState: number = WebSocket.OPEN
  /** What survives when the object sleeps. */
  attachment: unknown = null

  static pair(): { readonly edge: WebSocket; readonly object: MemorySocket } {
    const [edge, object] = [new MemorySocket(), new MemorySocket()]
    edge.peer = object
    object.peer = edge
    return { edge: edge as unknown as WebSocket, object }
  }

  accept(): void {}

  serializeAttachment(attachment: unknown): void {
    this.attachment = attachment
  }

  deserializeAttachment(): unknown {
    return this.attachment
  }

  send(data: string): void {
    if (this.readyState !== WebSocket.OPEN) throw new TypeError('The socket is closed.')
    this.#tellPeer(Object.assign(new Event('message'), { data }))
  }

  close(code: number): void {
    if (this.readyState !== WebSocket.OPEN) return
    this.readyState = WebSocket.CLOSED
    this.#tellPeer(Object.assign(new Event('close'), { code }), () => {
      if (this.peer !== null) this.peer.readyState = WebSocket.CLOSED
    })
  }

  #tellPeer(event: Event, before: () => void = () => undefined): void {
    queueMicrotask(() => {
      before()
      this.peer?.dispatchEvent(event)
    })
  }
}
