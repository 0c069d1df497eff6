import { z } from 'zod'
import {
  date,
  type Links,
  Name,
  organization,
  passwordButton,
  signInUrl,
  template,
  token,
  until,
} from './template.ts'

const signInButton = ({ publicUrl }: Links, label: string) => ({
  button: { label, url: `${publicUrl}/sign-in` },
})
/** As `passwordButton`, for other pages that take a secret in the fragment. */
const secretButton = (links: Links, path: string, label: string, secret: string | null) =>
  secret === null
    ? {}
    : { button: { label, url: `${links.publicUrl}${path}#${encodeURIComponent(secret)}` } }
const optionalName = Name.nullable().default(null)

/** Mails about how somebody signs in: links, resets, addresses, and the end of an identity. */
export const credentialTemplates = {
  /** PW2, PW3: asked for by the person, or begun by the organization that is named. */
  'reset-password': template(z.object({ organizationName: optionalName, ...until, token }), {
    en: (values, links) => ({
      subject: 'Set a new password',
      paragraphs: [
        values.organizationName
          ? `An administrator of ${values.organizationName} asks you to set a new password.`
          : 'Somebody, probably you, asked for a new password for your account.',
      ],
      ...passwordButton(links, 'Set a new password', values.token),
      notes: [
        `The link works once, until ${date('en', values)}.`,
        'If you did not expect this mail, ignore it: your password stays as it is.',
      ],
    }),
    id: (values, links) => ({
      subject: 'Buat kata sandi baru',
      paragraphs: [
        values.organizationName
          ? `Administrator ${values.organizationName} meminta Anda membuat kata sandi baru.`
          : 'Seseorang, mungkin Anda, meminta kata sandi baru untuk akun Anda.',
      ],
      ...passwordButton(links, 'Buat kata sandi baru', values.token),
      notes: [
        `Tautan ini berlaku satu kali, sampai ${date('id', values)}.`,
        'Jika Anda tidak menantikan e-mail ini, abaikan saja: kata sandi Anda tetap sama.',
      ],
    }),
  }),

  /** PW2: asked for by somebody who has not set one yet. */
  'first-password': template(z.object({ ...until, token }), {
    en: (values, links) => ({
      subject: 'Set your password',
      paragraphs: [
        'Somebody, probably you, asked for a new password for your account. You have none yet.',
      ],
      ...passwordButton(links, 'Set your password', values.token),
      notes: [
        `The link works once, until ${date('en', values)}.`,
        'If you did not expect this mail, ignore it.',
      ],
    }),
    id: (values, links) => ({
      subject: 'Buat kata sandi Anda',
      paragraphs: [
        'Seseorang, mungkin Anda, meminta kata sandi baru untuk akun Anda. Anda belum memilikinya.',
      ],
      ...passwordButton(links, 'Buat kata sandi', values.token),
      notes: [
        `Tautan ini berlaku satu kali, sampai ${date('id', values)}.`,
        'Jika Anda tidak menantikan e-mail ini, abaikan saja.',
      ],
    }),
  }),

  /** PW4: the password itself is told by the administrator, never by mail. */
  'temporary-password': template(z.object(organization), {
    en: (values, links) => ({
      subject: 'An administrator made a temporary password for you',
      paragraphs: [
        `An administrator of ${values.organizationName} made a temporary password for your account. Every browser was signed out, and your old password does not work any more.`,
        'They will tell you the temporary one. You replace it when you sign in.',
      ],
      button: {
        label: `Sign in to ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: [
        `Until you prove this mailbox with a code, your password opens ${values.organizationName} alone.`,
        'If you did not ask for this, set another password with “Forgotten?” on the sign-in page.',
      ],
    }),
    id: (values, links) => ({
      subject: 'Administrator membuat kata sandi sementara untuk Anda',
      paragraphs: [
        `Administrator ${values.organizationName} membuat kata sandi sementara untuk akun Anda. Semua peramban telah dikeluarkan, dan kata sandi lama Anda tidak berlaku lagi.`,
        'Administrator akan memberitahukan kata sandi sementara itu. Anda menggantinya saat masuk.',
      ],
      button: {
        label: `Masuk ke ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: [
        `Sampai Anda membuktikan kotak surat ini dengan kode, kata sandi Anda hanya membuka ${values.organizationName}.`,
        'Jika Anda tidak memintanya, buat kata sandi lain lewat “Lupa?” di halaman masuk.',
      ],
    }),
  }),

  /** DR4: begun by the home, or without one by whoever runs this server; finished by whoever reads the mailbox. */
  'authenticator-reset': template(
    z.object({ organizationName: Name.nullable(), ...until, token }),
    {
      en: (values, links) => ({
        subject: 'Confirm that your authenticator is to be removed',
        paragraphs: [
          values.organizationName === null
            ? 'Whoever runs this server began to remove your authenticator, because it is lost.'
            : `An administrator of ${values.organizationName} began to remove your authenticator, because it is lost.`,
          'Nothing changes before you confirm. Then your authenticator and its recovery codes stop, and every browser is signed out.',
        ],
        ...secretButton(links, '/reset-authenticator', 'See and confirm', values.token),
        notes: [
          `The link works once, until ${date('en', values)}.`,
          'If you still have your authenticator, ignore this mail.',
        ],
      }),
      id: (values, links) => ({
        subject: 'Konfirmasi penghapusan autentikator Anda',
        paragraphs: [
          values.organizationName === null
            ? 'Pengelola server ini mulai menghapus autentikator Anda karena hilang.'
            : `Administrator ${values.organizationName} mulai menghapus autentikator Anda karena hilang.`,
          'Tidak ada yang berubah sebelum Anda mengonfirmasi. Setelah itu autentikator dan kode pemulihannya tidak berlaku lagi, dan semua peramban dikeluarkan.',
        ],
        ...secretButton(links, '/reset-authenticator', 'Lihat dan konfirmasi', values.token),
        notes: [
          `Tautan ini berlaku satu kali, sampai ${date('id', values)}.`,
          'Jika autentikator Anda masih ada, abaikan e-mail ini.',
        ],
      }),
    },
  ),

  'authenticator-reset-done': template(z.object({}), {
    en: (_values, links) => ({
      subject: 'Your authenticator was removed',
      paragraphs: [
        'The reset was confirmed from this mailbox: your authenticator and its recovery codes do not work any more, and every browser was signed out.',
        'Where one is demanded you set up another when you sign in.',
      ],
      ...signInButton(links, 'Sign in'),
      notes: ['If it was not you, somebody else reads this mailbox: change its password first.'],
    }),
    id: (_values, links) => ({
      subject: 'Autentikator Anda telah dihapus',
      paragraphs: [
        'Penghapusan dikonfirmasi dari kotak surat ini: autentikator dan kode pemulihan Anda tidak berlaku lagi, dan semua peramban telah dikeluarkan.',
        'Di tempat yang memintanya, Anda memasang yang baru saat masuk.',
      ],
      ...signInButton(links, 'Masuk'),
      notes: [
        'Jika bukan Anda, orang lain membaca kotak surat ini: ganti dahulu kata sandi kotak surat itu.',
      ],
    }),
  }),

  /** PW6: to the mailbox that is to become the identity's. */
  'new-mailbox-code': template(z.object({ token }), {
    en: (values) => ({
      subject: values.token ? `${values.token} is your code` : 'Your code',
      paragraphs: [
        'Somebody, probably you, wants to sign in with this address from now on.',
        ...(values.token ? [`Enter this code to confirm: ${values.token}`] : []),
      ],
      notes: [
        'The code works once, for 10 minutes.',
        'If you did not expect this mail, ignore it, and give the code to nobody.',
      ],
    }),
    id: (values) => ({
      subject: values.token ? `${values.token} adalah kode Anda` : 'Kode Anda',
      paragraphs: [
        'Seseorang, mungkin Anda, ingin masuk dengan alamat ini mulai sekarang.',
        ...(values.token ? [`Masukkan kode ini untuk mengonfirmasi: ${values.token}`] : []),
      ],
      notes: [
        'Kode ini berlaku satu kali, selama 10 menit.',
        'Jika Anda tidak menantikan e-mail ini, abaikan saja, dan jangan berikan kodenya kepada siapa pun.',
      ],
    }),
  }),

  /** PW6: the one who asked is not told that the address is somebody's. */
  'email-taken': template(z.object({}), {
    en: (_values, links) => ({
      subject: 'Your address was asked for',
      paragraphs: [
        'Somebody wanted to change the address of another account to yours. That was refused, because this address has an account of its own, or had one a few days ago.',
        'Nothing was changed.',
      ],
      ...signInButton(links, 'Sign in'),
      notes: ['If that was you, sign in with this address instead.'],
    }),
    id: (_values, links) => ({
      subject: 'Alamat Anda diminta',
      paragraphs: [
        'Seseorang ingin mengubah alamat akun lain menjadi alamat Anda. Itu ditolak karena alamat ini sudah, atau beberapa hari lalu, memiliki akun sendiri.',
        'Tidak ada yang diubah.',
      ],
      ...signInButton(links, 'Masuk'),
      notes: ['Jika itu Anda, masuklah dengan alamat ini.'],
    }),
  }),

  /** PW6: to the old mailbox, with the link that undoes it. */
  'email-changed': template(z.object({ newEmail: z.string(), ...until, token }), {
    en: (values, links) => ({
      subject: 'The address of your account was changed',
      paragraphs: [
        `The address with which you sign in was changed to ${values.newEmail}.`,
        'If that was you, there is nothing to do.',
      ],
      ...secretButton(links, '/undo-email-change', 'That was not me: undo it', values.token),
      notes: [
        `It can be undone until ${date('en', values)}: that takes this address back, signs out every browser, and lets you set a new password.`,
      ],
    }),
    id: (values, links) => ({
      subject: 'Alamat akun Anda telah diubah',
      paragraphs: [
        `Alamat yang Anda pakai untuk masuk telah diubah menjadi ${values.newEmail}.`,
        'Jika itu Anda, tidak ada yang perlu dilakukan.',
      ],
      ...secretButton(links, '/undo-email-change', 'Itu bukan saya: batalkan', values.token),
      notes: [
        `Ini dapat dibatalkan sampai ${date('id', values)}: alamat ini kembali berlaku, semua peramban dikeluarkan, dan Anda dapat membuat kata sandi baru.`,
      ],
    }),
  }),

  'email-change-undone': template(z.object({ oldEmail: z.string() }), {
    en: (values, links) => ({
      subject: 'The change of address was undone',
      paragraphs: [
        `From the old mailbox the change of address was undone: ${values.oldEmail} signs in again. Every browser was signed out, and the password is void.`,
        'A new password is set by a link that goes to that address.',
        'If an authenticator was set up, it was left as it was. If it is not yours, ask an administrator of your home organization, or whoever runs this server, to reset it; you confirm that by mail.',
      ],
      ...signInButton(links, 'Sign in'),
      notes: [
        'If you changed the address and did not undo it, tell an administrator of your organization.',
      ],
    }),
    id: (values, links) => ({
      subject: 'Perubahan alamat telah dibatalkan',
      paragraphs: [
        `Dari kotak surat lama, perubahan alamat telah dibatalkan: ${values.oldEmail} berlaku kembali untuk masuk. Semua peramban telah dikeluarkan, dan kata sandi tidak berlaku lagi.`,
        'Kata sandi baru dibuat lewat tautan yang dikirim ke alamat itu.',
        'Jika ada autentikator yang terpasang, autentikator itu dibiarkan seperti semula. Jika itu bukan milik Anda, minta administrator organisasi asal Anda, atau pengelola server ini, untuk mengatur ulangnya; Anda mengonfirmasinya lewat e-mail.',
      ],
      ...signInButton(links, 'Masuk'),
      notes: [
        'Jika Anda mengubah alamat dan tidak membatalkannya, beri tahu administrator organisasi Anda.',
      ],
    }),
  }),

  /** PW5. */
  'home-named': template(z.object({ organizationName: Name }), {
    en: (values, links) => ({
      subject: `${values.organizationName} is your home organization now`,
      paragraphs: [
        `You named ${values.organizationName} as your home organization. Its administrators may begin to reset your password from now on.`,
      ],
      ...signInButton(links, 'Sign in'),
      notes: ['If it was not you, change your password at once.'],
    }),
    id: (values, links) => ({
      subject: `${values.organizationName} kini organisasi asal Anda`,
      paragraphs: [
        `Anda memilih ${values.organizationName} sebagai organisasi asal. Administratornya mulai sekarang dapat memulai pengaturan ulang kata sandi Anda.`,
      ],
      ...signInButton(links, 'Masuk'),
      notes: ['Jika bukan Anda, segera ubah kata sandi Anda.'],
    }),
  }),

  /** PW7. */
  'deletion-requested': template(z.object(until), {
    en: (values, links) => ({
      subject: 'Your account will be deleted',
      paragraphs: [
        `You asked to delete your account. It will be deleted on ${date('en', values)}, in every organization.`,
        'Until then you can keep it: sign in and undo the deletion.',
      ],
      ...signInButton(links, 'Sign in and keep it'),
      notes: ['If it was not you, sign in, undo it, and change your password.'],
    }),
    id: (values, links) => ({
      subject: 'Akun Anda akan dihapus',
      paragraphs: [
        `Anda meminta penghapusan akun. Akun akan dihapus pada ${date('id', values)}, di semua organisasi.`,
        'Sampai saat itu Anda dapat mempertahankannya: masuk dan batalkan penghapusan.',
      ],
      ...signInButton(links, 'Masuk dan pertahankan'),
      notes: ['Jika bukan Anda, masuk, batalkan, dan ubah kata sandi Anda.'],
    }),
  }),

  'deletion-undone': template(z.object({}), {
    en: (_values, links) => ({
      subject: 'Your account is kept',
      paragraphs: ['The deletion of your account was undone. Nothing was deleted.'],
      ...signInButton(links, 'Sign in'),
      notes: ['If it was not you, change your password at once.'],
    }),
    id: (_values, links) => ({
      subject: 'Akun Anda dipertahankan',
      paragraphs: ['Penghapusan akun Anda dibatalkan. Tidak ada yang dihapus.'],
      ...signInButton(links, 'Masuk'),
      notes: ['Jika bukan Anda, segera ubah kata sandi Anda.'],
    }),
  }),

  /** OR3: an organization would have been left without an owner. */
  'deletion-cancelled': template(z.object({}), {
    en: (_values, links) => ({
      subject: 'Your account was not deleted',
      paragraphs: [
        'Your account was to be deleted today, but by now you are the last owner of an organization. So it was kept, and the deletion is cancelled.',
        'Hand that organization over, then ask for the deletion again.',
      ],
      ...signInButton(links, 'Sign in'),
      notes: [],
    }),
    id: (_values, links) => ({
      subject: 'Akun Anda tidak dihapus',
      paragraphs: [
        'Akun Anda seharusnya dihapus hari ini, tetapi kini Anda pemilik terakhir sebuah organisasi. Karena itu akun dipertahankan dan penghapusannya dibatalkan.',
        'Serahkan organisasi itu, lalu minta penghapusan lagi.',
      ],
      ...signInButton(links, 'Masuk'),
      notes: [],
    }),
  }),

  'deletion-done': template(z.object({}), {
    en: () => ({
      subject: 'Your account was deleted',
      paragraphs: [
        'Your account was deleted, in every organization, as you asked seven days ago. This is the last mail to this address.',
      ],
      notes: [],
    }),
    id: () => ({
      subject: 'Akun Anda telah dihapus',
      paragraphs: [
        'Akun Anda telah dihapus di semua organisasi, seperti yang Anda minta tujuh hari lalu. Ini email terakhir ke alamat ini.',
      ],
      notes: [],
    }),
  }),
}
