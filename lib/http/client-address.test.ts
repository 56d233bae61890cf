import fc from 'fast-check'
import { BlockList } from 'node:net'
import { expect, test } from 'vitest'
import { addressList } from '../core/env.ts'
import { clientAddress, plainAddress } from './client-address.ts'

const proxies = addressList('10.0.0.0/8, ::1')

test.each([
  ['203.0.113.5', undefined, '203.0.113.5'],
  ['203.0.113.5', '1.2.3.4', '203.0.113.5'], // a stranger vouches for nobody
  ['10.0.0.1', '203.0.113.5', '203.0.113.5'],
  ['10.0.0.1', '1.2.3.4, 203.0.113.5', '203.0.113.5'], // what stands left of the first stranger is that stranger's invention
  ['10.0.0.1', '203.0.113.5, 10.0.0.2', '203.0.113.5'],
  ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['10.0.0.1', 'unknown', '10.0.0.1'],
  ['10.0.0.1', `203.0.113.5, <script>`, '10.0.0.1'],
  ['::ffff:10.0.0.1', '203.0.113.5:4711', '203.0.113.5'],
  ['::1', '[2001:DB8::7]:443', '2001:db8::7'],
  ['::1', '2001:0db8:0:0:0:0:0:7', '2001:db8::7'], // one client, one text
  [undefined, '203.0.113.5', 'unknown'],
])('connection %s with X-Forwarded-For %s is %s', (connection, forwarded, expected) => {
  expect(clientAddress(connection, forwarded, proxies)).toBe(expected)
})

test('without trusted proxies no header changes the address', () => {
  fc.assert(fc.property(fc.ipV4(), fc.string(), (address, header) => clientAddress(address, header, new BlockList()) === address))
})

test('a plain address is an address or nothing, whatever was given', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (text) =>
      [undefined, plainAddress(text)].includes(plainAddress(plainAddress(text))),
    ),
  )
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1')
})
