import { expect, test } from 'vitest'
import { createLog } from './log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(createLog('info', { write: (line) => lines.push(line) }))
  return lines.map((line) => JSON.parse(line))
}

test('OP1: logs are JSON lines with a level, a time and a message', () => {
  const [line] = logged((log) => log.info({ port: 3000 }, 'started'))
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    port: 3000,
    msg: 'started',
  })
})

test('OP1: logs hold no secrets, wherever the usual fields stand', () => {
  const secret = 'hunter2'
  const fields = {
    password: secret,
    token: secret,
    body: { password: secret, newPassword: secret, pendingToken: secret },
    request: { headers: { authorization: secret, cookie: secret, 'set-cookie': secret } },
    err: Object.assign(new Error('refused'), { code: '23505', token: secret }),
  }
  const [line] = logged((log) => log.error(fields, 'refused'))
  expect(JSON.stringify(line)).not.toContain(secret)
  expect(line).toMatchObject({ body: { password: '[redacted]' }, err: { code: '23505' } })
})

test('OP1: of a connection that broke the log tells why, not all that the driver knew of it', () => {
  const err = Object.assign(new Error('terminated'), { code: '57P01', client: { port: 5432 } })
  const [line] = logged((log) => log.warn({ err }, 'a connection broke'))
  expect(line).toMatchObject({ err: { message: 'terminated', code: '57P01' } })
  expect(line?.err).not.toHaveProperty('client')
})
