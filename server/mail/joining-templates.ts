import { z } from 'zod'
import {
  date,
  type Links,
  Name,
  organization,
  passwordButton,
  passwordUrl,
  signInUrl,
  template,
  token,
  until,
} from './template.ts'

/** The list of those who were refused, beside which they are added: through the door, like any page. */
const refusedUrl = ({ publicUrl }: Links, slug: string) =>
  `${publicUrl}/o/${encodeURIComponent(slug)}/settings/users?refused=all`

interface Counted {
  people: readonly string[]
  count: number
  more: boolean
}
const manyOf = ({ count, more }: Omit<Counted, 'people'>) => `${count}${more ? '+' : ''}`
const namesOf = ({ people, count, more }: Counted, and: string) => {
  const others = count - people.length
  const rest = others > 0 || more ? `, ${and} ${manyOf({ count: others, more })}` : ''
  return `${people.join(', ')}${rest}`
}

/** Mails to people whom an organization adds or invites, and about those whom it refuses. */
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
        'Jika Anda tidak menantikan e-mail ini, abaikan saja: tanpa tautan ini tidak seorang pun dapat masuk dengan alamat Anda.',
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
        `Undangan ini berakhir pada ${date('id', values)}. Hanya alamat e-mail ini yang dapat memakainya.`,
        'Jika Anda tidak mengenal pengirimnya, abaikan e-mail ini.',
      ],
    }),
  }),

  /** US10: an administrator took somebody out of the user table. */
  removed: template(z.object({ organizationName: Name }), {
    en: (values) => ({
      subject: `You were removed from ${values.organizationName}`,
      paragraphs: [
        `An administrator removed you from ${values.organizationName}. You cannot enter it any more.`,
        'Your account stays, with your other organizations if you have any.',
      ],
      notes: ['If you think that this is a mistake, ask an administrator to add you again.'],
    }),
    id: (values) => ({
      subject: `Anda dikeluarkan dari ${values.organizationName}`,
      paragraphs: [
        `Seorang administrator mengeluarkan Anda dari ${values.organizationName}. Anda tidak dapat masuk ke sana lagi.`,
        'Akun Anda tetap ada, beserta organisasi Anda yang lain jika ada.',
      ],
      notes: ['Jika menurut Anda ini keliru, mintalah administrator menambahkan Anda lagi.'],
    }),
  }),

  /** US6: another member invites them, not an administrator. */
  'colleague-invitation': template(
    z.object({ ...organization, ...until, invitedBy: Name, token }),
    {
      en: (values, links) => ({
        subject: `${values.invitedBy || 'A colleague'} invites you to ${values.organizationName}`,
        paragraphs: [
          `${values.invitedBy || 'A colleague'} is a member of ${values.organizationName} and invites you to join.`,
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
        subject: `${values.invitedBy || 'Seorang rekan'} mengundang Anda ke ${values.organizationName}`,
        paragraphs: [
          `${values.invitedBy || 'Seorang rekan'} adalah anggota ${values.organizationName} dan mengundang Anda untuk bergabung.`,
          values.token
            ? 'Buat kata sandi dahulu, lalu terima atau tolak.'
            : 'Masuk dengan alamat ini untuk menerima atau menolak.',
        ],
        button: values.token
          ? { label: 'Buat kata sandi', url: passwordUrl(links, values.token) }
          : { label: 'Lihat undangan', url: signInUrl(links, values.slug) },
        notes: [
          `Undangan ini berakhir pada ${date('id', values)}. Hanya alamat e-mail ini yang dapat memakainya.`,
          'Jika Anda tidak mengenal pengirimnya, abaikan e-mail ini.',
        ],
      }),
    },
  ),

  /** US7: people tried to come in by themselves and were refused; to whoever may add them. */
  'joins-refused': template(
    z.object({
      ...organization,
      people: z.array(Name).max(5),
      count: z.number().int(),
      /** There are more than are counted. */
      more: z.boolean(),
    }),
    {
      en: (values, links) => ({
        subject:
          values.count === 1
            ? `Somebody was not let into ${values.organizationName}`
            : `${manyOf(values)} people were not let into ${values.organizationName}`,
        paragraphs: [
          `They tried to join ${values.organizationName} by themselves and were refused. You can add them with one click, or dismiss them.`,
          namesOf(values, 'and'),
        ],
        button: { label: 'See who it was', url: refusedUrl(links, values.slug) },
        notes: [
          'You get this because you may add users, once an hour at most. Under Settings, Joining it can be turned off for the organization.',
        ],
      }),
      id: (values, links) => ({
        subject:
          values.count === 1
            ? `Seseorang ditolak masuk ke ${values.organizationName}`
            : `${manyOf(values)} orang ditolak masuk ke ${values.organizationName}`,
        paragraphs: [
          `Mereka mencoba bergabung sendiri dengan ${values.organizationName} dan ditolak. Anda dapat menambahkan mereka dengan satu klik, atau mengabaikannya.`,
          namesOf(values, 'dan'),
        ],
        button: { label: 'Lihat siapa', url: refusedUrl(links, values.slug) },
        notes: [
          'Anda menerima e-mail ini karena boleh menambahkan pengguna, paling banyak sekali dalam satu jam. Di Pengaturan, Bergabung, e-mail ini dapat dimatikan untuk organisasi.',
        ],
      }),
    },
  ),

  /** US6, US8: the code of somebody on the way in; without an organization they sign up. Taken out once it is sent. */
  'joining-code': template(z.object({ organizationName: Name.nullable(), token }), {
    en: ({ organizationName, token }) => ({
      subject: organizationName ? `Your code to join ${organizationName}` : 'Your code to sign up',
      paragraphs: [
        organizationName
          ? `Enter this code on the page where you are joining ${organizationName}:`
          : 'Enter this code on the page where you are signing up:',
        token ?? '(was shown here)',
      ],
      notes: [
        'It is good once, for 10 minutes. A newer code replaces it.',
        'Give it to nobody. If you did not ask for it, ignore this mail: without the code nothing is made with your address.',
      ],
    }),
    id: ({ organizationName, token }) => ({
      subject: organizationName
        ? `Kode Anda untuk bergabung dengan ${organizationName}`
        : 'Kode Anda untuk mendaftar',
      paragraphs: [
        organizationName
          ? `Masukkan kode ini di halaman tempat Anda bergabung dengan ${organizationName}:`
          : 'Masukkan kode ini di halaman tempat Anda mendaftar:',
        token ?? '(pernah tampil di sini)',
      ],
      notes: [
        'Kode ini berlaku satu kali, selama 10 menit. Kode yang lebih baru menggantikannya.',
        'Jangan berikan kepada siapa pun. Jika Anda tidak memintanya, abaikan e-mail ini: tanpa kode ini tidak ada yang dibuat dengan alamat Anda.',
      ],
    }),
  }),

  /** US8: in the place of a code, to whoever has an account; the page shows the same. */
  'account-exists': template(z.object({}), {
    en: (_values, { publicUrl }) => ({
      subject: 'You have an account already',
      paragraphs: [
        'Somebody wanted to sign up with this address, probably you. There is an account with it already, so no code was made.',
        'Sign in instead; from there you can also create an organization.',
      ],
      button: { label: 'Sign in', url: `${publicUrl}/sign-in` },
      notes: [
        'If you have forgotten your password, the sign-in page lets you set a new one.',
        'If it was not you, there is nothing to do: whoever it was has learned nothing.',
      ],
    }),
    id: (_values, { publicUrl }) => ({
      subject: 'Anda sudah memiliki akun',
      paragraphs: [
        'Seseorang ingin mendaftar dengan alamat ini, mungkin Anda sendiri. Akun dengan alamat ini sudah ada, jadi tidak ada kode yang dibuat.',
        'Silakan masuk; dari sana Anda juga dapat membuat organisasi.',
      ],
      button: { label: 'Masuk', url: `${publicUrl}/sign-in` },
      notes: [
        'Jika Anda lupa kata sandi, halaman masuk dapat membuat yang baru.',
        'Jika bukan Anda, tidak ada yang perlu dilakukan: orang itu tidak mengetahui apa pun.',
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
