// The address of a client as Kafka shows it: a slash, and the address as Java writes it, which leaves no zeros out of IPv6.
// Source: java.net.InetAddress.toString, as RequestContext.clientAddress is shown in group descriptions of Kafka 4.3.

const IPV6_GROUPS = 8
const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

export function clientHostOf(address: string): string {
  const mapped = IPV4_IN_IPV6.exec(address)?.[1]
  return `/${mapped ?? (address.includes(':') ? withAllGroups(address) : address)}`
}

/** @param socketAddress with its port behind it, and IPv6 in brackets. */
export function clientHostOfSocket(socketAddress: string): string {
  return clientHostOf(socketAddress.slice(0, socketAddress.lastIndexOf(':')).replace(/^\[|\]$/g, ''))
}

function withAllGroups(address: string): string {
  const [before = '', after = ''] = address.split('::')
  const [head, tail] = [groupsOf(before), groupsOf(after)]
  const zeros = Array.from({ length: Math.max(0, IPV6_GROUPS - head.length - tail.length) }, () => '0')
  return [...head, ...zeros, ...tail].join(':')
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
}
