import { z } from 'zod'
import { template, token } from './template.ts'

const signIn = (publicUrl: string) => `${publicUrl}/sign-in`

const notYou = {
  en: 'If it was not you, change your password at once, and tell an administrator of your organization.',
  id: 'Jika bukan Anda, segera ubah kata sandi Anda dan beri tahu administrator organisasi Anda.',
}

/** Mails about mailbox codes, authenticators and recovery codes. */
export const factorTemplates = {
  /** DR5: the code is the secret of this mail, and taken out once it is sent. */
  'email-code': template(z.object({ token }), {
    en: ({ token }) => ({
      subject: 'Your code',
      paragraphs: ['Enter this code where you were asked for it:', token ?? '(was shown here)'],
      notes: [
        'It is good once, for 10 minutes. A newer code replaces it.',
        'Give it to nobody: no administrator needs it. If you did not ask for it, somebody is trying to sign in as you, and cannot without it. Look at Security, and change your password if somebody may know it.',
      ],
    }),
    id: ({ token }) => ({
      subject: 'Kode Anda',
      paragraphs: [
        'Masukkan kode ini di tempat yang memintanya:',
        token ?? '(pernah tampil di sini)',
      ],
      notes: [
        'Kode ini berlaku satu kali, selama 10 menit. Kode yang lebih baru menggantikannya.',
        'Jangan berikan kepada siapa pun: tidak ada administrator yang memerlukannya. Jika Anda tidak memintanya, seseorang sedang mencoba masuk sebagai Anda, dan tidak bisa tanpa kode ini. Lihat halaman Keamanan, dan ubah kata sandi Anda jika mungkin ada yang mengetahuinya.',
      ],
    }),
  }),

  /** LG8: too many wrong codes. Whoever entered them knows the password. */
  'codes-locked': template(z.object({}), {
    en: (_values, { publicUrl }) => ({
      subject: 'Codes are locked for 30 minutes',
      paragraphs: [
        'Somebody who knows your password entered a wrong code for your account five times, so that kind of code is locked for 30 minutes.',
        'If that was you, wait and try again.',
      ],
      button: { label: 'Sign in', url: signIn(publicUrl) },
      notes: [notYou.en],
    }),
    id: (_values, { publicUrl }) => ({
      subject: 'Kode dikunci selama 30 menit',
      paragraphs: [
        'Seseorang yang mengetahui kata sandi Anda salah memasukkan kode akun Anda sebanyak lima kali, sehingga jenis kode itu dikunci selama 30 menit.',
        'Jika itu Anda, tunggu lalu coba lagi.',
      ],
      button: { label: 'Masuk', url: signIn(publicUrl) },
      notes: [notYou.id],
    }),
  }),

  /** DR4: also where one authenticator took the place of another. */
  'authenticator-added': template(z.object({}), {
    en: (_values, { publicUrl }) => ({
      subject: 'An authenticator was set up',
      paragraphs: [
        'An authenticator app was set up for your account, and took the place of an earlier one, if there was any.',
        'If that was you, there is nothing to do. Keep your recovery codes where you find them without your phone.',
      ],
      button: { label: 'Sign in', url: signIn(publicUrl) },
      notes: [notYou.en],
    }),
    id: (_values, { publicUrl }) => ({
      subject: 'Autentikator telah disiapkan',
      paragraphs: [
        'Aplikasi autentikator telah disiapkan untuk akun Anda, dan menggantikan yang sebelumnya jika ada.',
        'Jika itu Anda, tidak ada yang perlu dilakukan. Simpan kode pemulihan di tempat yang dapat Anda temukan tanpa ponsel.',
      ],
      button: { label: 'Masuk', url: signIn(publicUrl) },
      notes: [notYou.id],
    }),
  }),

  'authenticator-removed': template(z.object({}), {
    en: (_values, { publicUrl }) => ({
      subject: 'Your authenticator was removed',
      paragraphs: [
        'The authenticator app of your account was removed, and its recovery codes stopped.',
        'If that was you, there is nothing to do.',
      ],
      button: { label: 'Sign in', url: signIn(publicUrl) },
      notes: [notYou.en],
    }),
    id: (_values, { publicUrl }) => ({
      subject: 'Autentikator Anda telah dihapus',
      paragraphs: [
        'Aplikasi autentikator akun Anda telah dihapus, dan kode pemulihannya tidak berlaku lagi.',
        'Jika itu Anda, tidak ada yang perlu dilakukan.',
      ],
      button: { label: 'Masuk', url: signIn(publicUrl) },
      notes: [notYou.id],
    }),
  }),

  'recovery-code-used': template(z.object({ left: z.number().int() }), {
    en: ({ left }, { publicUrl }) => ({
      subject: 'A recovery code was used',
      paragraphs: [
        'One of your recovery codes was used in place of your authenticator.',
        left === 1 ? 'One is left.' : `${left} are left.`,
        'If you lost your phone, set up another authenticator on your security page.',
      ],
      button: { label: 'Sign in', url: signIn(publicUrl) },
      notes: [notYou.en],
    }),
    id: ({ left }, { publicUrl }) => ({
      subject: 'Kode pemulihan telah dipakai',
      paragraphs: [
        'Salah satu kode pemulihan Anda telah dipakai sebagai pengganti autentikator.',
        `Tersisa ${left}.`,
        'Jika ponsel Anda hilang, siapkan autentikator lain di halaman keamanan Anda.',
      ],
      button: { label: 'Masuk', url: signIn(publicUrl) },
      notes: [notYou.id],
    }),
  }),

  'recovery-codes-replaced': template(z.object({}), {
    en: (_values, { publicUrl }) => ({
      subject: 'Your recovery codes were replaced',
      paragraphs: [
        'Ten new recovery codes were made for your account; the old ones stopped.',
        'If that was you, there is nothing to do.',
      ],
      button: { label: 'Sign in', url: signIn(publicUrl) },
      notes: [notYou.en],
    }),
    id: (_values, { publicUrl }) => ({
      subject: 'Kode pemulihan Anda telah diganti',
      paragraphs: [
        'Sepuluh kode pemulihan baru telah dibuat untuk akun Anda; yang lama tidak berlaku lagi.',
        'Jika itu Anda, tidak ada yang perlu dilakukan.',
      ],
      button: { label: 'Masuk', url: signIn(publicUrl) },
      notes: [notYou.id],
    }),
  }),
}
