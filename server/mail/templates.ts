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

interface Template<Values extends z.ZodObject> {
  values: Values
  write: Record<Language, (values: z.output<Values>, links: Links) => Content>
}

const template = <Values extends z.ZodObject>(
  values: Values,
  write: Template<Values>['write'],
): Template<Values> => ({ values, write })

/**
 * A name that somebody chose, as one harmless line: no line break that could begin a header, no control character, and
 * nothing that turns the direction of the text around it.
 */
const Name = z.string().transform((text) =>
  text
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100)
    .toWellFormed(),
)

const organization = { organizationName: Name, slug: z.string() }
/** The secret of a link: the one value that is taken away once the mail is sent. */
const token = z.string().nullable().default(null)
const until = { expiresAt: z.iso.datetime({ offset: true }), timeZone: z.string().default('UTC') }

const date = (
  language: Language,
  { expiresAt, timeZone }: { expiresAt: string; timeZone: string },
) =>
  new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  }).format(new Date(expiresAt)) + (timeZone === 'UTC' ? ' UTC' : ` (${timeZone})`)

/** The secret stands in the fragment, which no browser sends: it reaches no log and no Referer. */
const passwordUrl = ({ publicUrl }: Links, secret: string) =>
  `${publicUrl}/set-password#${encodeURIComponent(secret)}`
const signInUrl = ({ publicUrl }: Links, slug: string) =>
  `${publicUrl}/o/${encodeURIComponent(slug)}/sign-in`
/** One secret, one button; after it was scrubbed there is nothing to press. */
const passwordButton = (links: Links, label: string, secret: string | null) =>
  secret === null ? {} : { button: { label, url: passwordUrl(links, secret) } }

/** Every mail that Foyer sends. Each tells of one organization at most, and never of another one. */
export const templates = {
  /** US3: an administrator added somebody who is new here. */
  'set-password': template(z.object({ ...organization, ...until, addedBy: Name, token }), {
    en: (values, links) => ({
      subject: `Set your password for ${values.organizationName}`,
      paragraphs: [
        `${values.addedBy || 'An administrator'} added you to ${values.organizationName}.`,
        'Set a password to sign in for the first time.',
      ],
      ...passwordButton(links, 'Set your password', values.token),
      notes: [
        `The link works once, until ${date('en', values)}.`,
        'If you did not expect this mail, ignore it: without the link nobody can sign in with your address.',
      ],
    }),
    id: (values, links) => ({
      subject: `Buat kata sandi Anda untuk ${values.organizationName}`,
      paragraphs: [
        `${values.addedBy || 'Seorang administrator'} menambahkan Anda ke ${values.organizationName}.`,
        'Buat kata sandi untuk masuk pertama kali.',
      ],
      ...passwordButton(links, 'Buat kata sandi', values.token),
      notes: [
        `Tautan ini berlaku satu kali, sampai ${date('id', values)}.`,
        'Jika Anda tidak menantikan email ini, abaikan saja: tanpa tautan ini tidak seorang pun dapat masuk dengan alamat Anda.',
      ],
    }),
  }),

  /** US5: with a token for somebody who has no password yet, without one for somebody who signs in. */
  invitation: template(z.object({ ...organization, ...until, invitedBy: Name, token }), {
    en: (values, links) => ({
      subject: `Invitation to ${values.organizationName}`,
      paragraphs: [
        `${values.invitedBy || 'An administrator'} invites you to ${values.organizationName}.`,
        values.token
          ? 'Set a password first; then accept or decline.'
          : 'Sign in with this address to accept or decline.',
      ],
      button: values.token
        ? { label: 'Set your password', url: passwordUrl(links, values.token) }
        : { label: 'See the invitation', url: signInUrl(links, values.slug) },
      notes: [
        `The invitation expires on ${date('en', values)}. Only this mail address can use it.`,
        'If you do not know the sender, ignore this mail.',
      ],
    }),
    id: (values, links) => ({
      subject: `Undangan ke ${values.organizationName}`,
      paragraphs: [
        `${values.invitedBy || 'Seorang administrator'} mengundang Anda ke ${values.organizationName}.`,
        values.token
          ? 'Buat kata sandi dahulu, lalu terima atau tolak.'
          : 'Masuk dengan alamat ini untuk menerima atau menolak.',
      ],
      button: values.token
        ? { label: 'Buat kata sandi', url: passwordUrl(links, values.token) }
        : { label: 'Lihat undangan', url: signInUrl(links, values.slug) },
      notes: [
        `Undangan ini berakhir pada ${date('id', values)}. Hanya alamat email ini yang dapat memakainya.`,
        'Jika Anda tidak mengenal pengirimnya, abaikan email ini.',
      ],
    }),
  }),

  /** US3: somebody who has a password already got one more organization. */
  added: template(z.object({ ...organization, addedBy: Name }), {
    en: (values, links) => ({
      subject: `You were added to ${values.organizationName}`,
      paragraphs: [
        `${values.addedBy || 'An administrator'} added you to ${values.organizationName}.`,
        'Sign in with the password that you have.',
      ],
      button: { label: `Go to ${values.organizationName}`, url: signInUrl(links, values.slug) },
      notes: ['When you sign in, you can also decline.'],
    }),
    id: (values, links) => ({
      subject: `Anda ditambahkan ke ${values.organizationName}`,
      paragraphs: [
        `${values.addedBy || 'Seorang administrator'} menambahkan Anda ke ${values.organizationName}.`,
        'Masuklah dengan kata sandi yang sudah Anda miliki.',
      ],
      button: { label: `Buka ${values.organizationName}`, url: signInUrl(links, values.slug) },
      notes: ['Saat masuk, Anda juga dapat menolak.'],
    }),
  }),

  /** PW1: told to the mailbox, so that a thief cannot do it in silence. */
  'password-changed': template(z.object({}), {
    en: (_values, { publicUrl }) => ({
      subject: 'Your password was changed',
      paragraphs: [
        'The password of your account was changed, and every other browser was signed out.',
        'If that was you, there is nothing to do.',
      ],
      button: { label: 'Sign in', url: `${publicUrl}/sign-in` },
      notes: ['If it was not you, tell an administrator of your organization at once.'],
    }),
    id: (_values, { publicUrl }) => ({
      subject: 'Kata sandi Anda telah diubah',
      paragraphs: [
        'Kata sandi akun Anda telah diubah, dan semua peramban lain telah dikeluarkan.',
        'Jika itu Anda, tidak ada yang perlu dilakukan.',
      ],
      button: { label: 'Masuk', url: `${publicUrl}/sign-in` },
      notes: ['Jika bukan Anda, segera beri tahu administrator organisasi Anda.'],
    }),
  }),

  /** LG8: too many wrong passwords, from a browser that is not known. */
  'sign-in-locked': template(z.object({}), {
    en: () => ({
      subject: 'Sign-in is locked for 30 minutes',
      paragraphs: [
        'Somebody entered a wrong password for your account five times, so signing in with a password is locked for 30 minutes.',
        'If that was you, wait and try again. Browsers in which you have signed in before are not affected.',
      ],
      notes: ['If it was not you, your password has not been guessed: there is nothing to do.'],
    }),
    id: () => ({
      subject: 'Proses masuk dikunci selama 30 menit',
      paragraphs: [
        'Seseorang salah memasukkan kata sandi akun Anda sebanyak lima kali, sehingga masuk dengan kata sandi dikunci selama 30 menit.',
        'Jika itu Anda, tunggu lalu coba lagi. Peramban yang pernah Anda pakai untuk masuk tidak terpengaruh.',
      ],
      notes: ['Jika bukan Anda, kata sandi Anda tidak tertebak: tidak ada yang perlu dilakukan.'],
    }),
  }),
} as const satisfies Record<string, Template<z.ZodObject>>

export type TemplateName = keyof typeof templates
/** What a caller gives for a template. */
export type TemplateValues<Name extends TemplateName> = z.input<(typeof templates)[Name]['values']>
