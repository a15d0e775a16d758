// Sending to a client that may be gone: an answer can take longer than its socket lives, and to send on a closed one is an error.

export function say(socket: WebSocket, text: string): void {
  if (socket.readyState !== WebSocket.CLOSING && socket.readyState !== WebSocket.CLOSED) socket.send(text)
}
