import { z } from 'zod'
import type { Language } from '#api/common.ts'

/** What a mail says, before it becomes text and HTML. */
export interface Content {
  subject: string
  paragraphs: string[]
  button?: { label: string; url: string }
  /** Small print below the button. */
  notes: string[]
}

/** Where the links of a mail lead. */
export interface Links {
  /** Such as https://foyer.example, without a slash at the end. */
  publicUrl: string
}

export interface Template<Values extends z.ZodObject> {
  values: Values
  write: Record<Language, (values: z.output<Values>, links: Links) => Content>
}

export const template = <Values extends z.ZodObject>(
  values: Values,
  write: Template<Values>['write'],
): Template<Values> => ({ values, write })

/**
 * A name that somebody chose, as one harmless line: no line break that could begin a header, no control character, and
 * nothing that turns the direction of the text around it.
 */
export const Name = z.string().transform((text) =>
  text
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100)
    .toWellFormed(),
)

export const organization = { organizationName: Name, slug: z.string() }
/** The secret of a link: the one value that is taken away once the mail is sent. */
export const token = z.string().nullable().default(null)
export const until = {
  expiresAt: z.iso.datetime({ offset: true }),
  timeZone: z.string().default('UTC'),
}

export const date = (
  language: Language,
  { expiresAt, timeZone }: { expiresAt: string; timeZone: string },
) =>
  new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  }).format(new Date(expiresAt)) + (timeZone === 'UTC' ? ' UTC' : ` (${timeZone})`)

/** The secret stands in the fragment, which no browser sends: it reaches no log and no Referer. */
export const passwordUrl = ({ publicUrl }: Links, secret: string) =>
  `${publicUrl}/set-password#${encodeURIComponent(secret)}`
export const signInUrl = ({ publicUrl }: Links, slug: string) =>
  `${publicUrl}/o/${encodeURIComponent(slug)}/sign-in`
/** One secret, one button; after it was scrubbed there is nothing to press. */
export const passwordButton = (links: Links, label: string, secret: string | null) =>
  secret === null ? {} : { button: { label, url: passwordUrl(links, secret) } }
