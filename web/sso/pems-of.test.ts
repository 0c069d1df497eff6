import { expect, test } from 'vitest'
import { pemsOf } from './pems-of.ts'

const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`

test('several certificates in one text are taken one by one, whatever stands between', () => {
  expect(pemsOf(`old\n${pem('QUFB')}\n\nnew\r\n${pem('QkJC')}\n`)).toEqual([
    pem('QUFB'),
    pem('QkJC'),
  ])
})

test('without PEM the whole text is one', () => {
  expect(pemsOf('  QUFB\nQkJC ')).toEqual(['QUFB\nQkJC'])
})
