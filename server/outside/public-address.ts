import { BlockList, isIP } from 'node:net'

/** Of the public network and of nobody in particular's: what RFC 6890 and its registries do not set aside. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !reserved.check(address, 'ipv4')
  // With a zone (fe80::1%eth0) an address is never public, and a list does not read it.
  return (
    isIP(address) === 6 &&
    !address.includes('%') &&
    globalUnicast.check(address, 'ipv6') &&
    !reserved.check(address, 'ipv6')
  )
}

/** This machine itself. */
export const isLoopback = (address: string): boolean =>
  isIP(address) !== 0 && loopback.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')

const loopback = listOf(['127.0.0.0/8', '::1/128'])

const globalUnicast = listOf(['2000::/3'])

const reserved = listOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10', // shared by customers of a provider
  '127.0.0.0/8',
  '168.63.129.16/32', // the host of Azure's machines
  '169.254.0.0/16', // link-local: metadata of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24', // relays to 6to4
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Parts of 2000::/3; everything outside of it is refused anyhow.
  '2001::/23', // Teredo, which holds an IPv4 address, and more
  '2001:db8::/32',
  '2002::/16', // 6to4: holds an IPv4 address
  '2620:4f:8000::/48',
  '3fff::/20',
])

function listOf(subnets: string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/')
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}
