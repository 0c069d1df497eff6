import { expect, inject } from 'vitest'
import { createClient } from '#api/client.ts'

const read = new Set<string>()

/**
 * Waits for a mail to somebody whose text fits, and answers what the first group of the pattern caught. Each mail is read
 * once, the newest first.
 */
export async function readMail(email: string, pattern: RegExp): Promise<string> {
  let found: { id: string; caught: string } | undefined
  const look = async () => {
    const { items } = await createClient({ baseUrl: inject('origin') }).listDevelopmentMails()
    for (const { id, to, subject, text } of items) {
      const caught = pattern.exec(`${subject}\n${text}`)?.[1]
      if (to === email && caught && !read.has(id)) return { id, caught }
    }
  }
  await expect
    .poll(async () => (found = await look()), {
      message: `a mail to ${email} that fits ${pattern}`,
      timeout: 30_000,
    })
    .toBeDefined()
  read.add(found?.id ?? '')
  return found?.caught ?? ''
}

/** The code of the newest mail that brings one and was not read yet. */
export const readCode = (email: string) => readMail(email, /(?:^|: )(\d{6})$/m)

/** A code of as many digits that was not mailed. */
export const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
