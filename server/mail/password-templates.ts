import { z } from 'zod'
import { template } from './template.ts'

/** Mails about the one password of an identity. */
export const passwordTemplates = {
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
}
