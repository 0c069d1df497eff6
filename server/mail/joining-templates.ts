import { z } from 'zod'
import {
  date,
  Name,
  organization,
  passwordButton,
  passwordUrl,
  signInUrl,
  template,
  token,
  until,
} from './template.ts'

/** Mails to people whom an organization adds or invites. */
export const joiningTemplates = {
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
}
