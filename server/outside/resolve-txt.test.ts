import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createResolveTxt, type ResolveTxt } from './resolve-txt.ts'

/** A name server on loopback: TXT records as their parts, or an error code of DNS (RFC 1035). */
const records: Record<string, string[][] | number> = {
  'one.example': [['foyer-domain-verification=abc']],
  'several.example': [['v=spf1 -all'], ['long ', 'text'], ['']],
  'without.example': [],
  'unknown.example': 3,
  'broken.example': 2,
}
const socket = createSocket('udp4')
let resolveTxt: ResolveTxt

beforeAll(async () => {
  socket.on('message', (question, from) => {
    socket.send(answerTo(question), from.port, from.address)
  })
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve)
  })
  resolveTxt = createResolveTxt([`127.0.0.1:${socket.address().port}`])
})
afterAll(() => socket.close())

function answerTo(question: Buffer): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const found = records[labels.join('.').toLowerCase()] ?? 3
  const texts = typeof found === 'number' ? [] : found
  const header = Buffer.from(question.subarray(0, 12))
  header.writeUInt16BE(0x8180 | (typeof found === 'number' ? found : 0), 2)
  header.writeUInt16BE(texts.length, 6)
  header.writeUInt16BE(0, 10)
  const answers = texts.map((parts) => {
    const data = Buffer.concat(
      parts.map((part) => Buffer.from([part.length, ...Buffer.from(part)])),
    )
    // The name of the question, type TXT, class IN, a minute.
    return Buffer.concat([
      Buffer.from('c00c001000010000003c', 'hex'),
      Buffer.of(0, data.length),
      data,
    ])
  })
  return Buffer.concat([header, question.subarray(12, at + 5), ...answers])
}

test('SS1: TXT records are read, each joined from its parts', async () => {
  expect(await resolveTxt('one.example')).toEqual(['foyer-domain-verification=abc'])
  expect((await resolveTxt('several.example')).toSorted()).toEqual(['', 'long text', 'v=spf1 -all'])
})

test('SS1: a name that is not there, or has none, has no records', async () => {
  expect(await resolveTxt('unknown.example')).toEqual([])
  expect(await resolveTxt('without.example')).toEqual([])
})

test('SS1: a name server that cannot say is not one that says no', async () => {
  await expect(resolveTxt('broken.example')).rejects.toMatchObject({ code: 'ESERVFAIL' })
})
