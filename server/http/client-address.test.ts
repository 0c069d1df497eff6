import { expect, test } from 'vitest'
import { addressBlock, clientAddress } from './client-address.ts'

const from = (forwarded: string | null, trustedProxies: number, peer: string | null = '10.0.0.9') =>
  clientAddress(
    new Request('http://localhost', {
      headers: forwarded === null ? {} : { 'x-forwarded-for': forwarded },
    }),
    trustedProxies,
    () => peer,
  )

test.each([
  ['no proxy: the header is the client’s own invention', '6.6.6.6', 0, '10.0.0.9'],
  ['one proxy: the last entry', '6.6.6.6, 198.51.100.7', 1, '198.51.100.7'],
  ['two proxies: the last but one', '6.6.6.6, 198.51.100.7, 10.0.0.1', 2, '198.51.100.7'],
  ['fewer entries than proxies: the peer', '198.51.100.7', 2, '10.0.0.9'],
  ['no header: the peer', null, 1, '10.0.0.9'],
  ['garbage: the peer', 'unknown', 1, '10.0.0.9'],
  ['IPv6 with a zone', 'fe80::1%eth0', 1, 'fe80::1'],
  ['IPv4 in IPv6', '::ffff:198.51.100.7', 1, '198.51.100.7'],
])('OP1: the address of a client behind proxies: %s', (_, forwarded, proxies, expected) => {
  expect(from(forwarded, proxies)).toBe(expected)
})

test('OP1: without any address there is none', () => {
  expect(from(null, 0, null)).toBeNull()
})

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['2001:0db8::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
])('LG8: %s counts as %s', (address, block) => {
  expect(addressBlock(address)).toBe(block)
})
