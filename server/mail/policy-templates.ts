import { z } from 'zod'
import type { Language } from '#api/common.ts'
import { type KeptOutReason, keptOutReasons } from '#api/policies.ts'
import { date, Name, organization, signInUrl, template, until } from './template.ts'

/** What somebody has to do before the date, or will meet at the door. */
const sentences: Record<Language, Record<KeptOutReason, string>> = {
  en: {
    'no-authenticator':
      'You will need an authenticator app. Sign in before that date and set one up on your security page.',
    'mailbox-not-proved':
      'Your mailbox is not proved yet, so no code can be sent to it. Ask an administrator for a new link to set your password.',
    'password-expired':
      'Your password is too old for the new rules. Change it before that date on your security page.',
    'no-connection':
      'You will sign in with single sign-on, which is not set up yet. Ask an administrator.',
    'not-linked':
      'You will sign in with single sign-on. Do so once before that date, so that your account there is linked to you here.',
    'must-prove-again': 'You will be asked to prove once more that it is you.',
    'session-ends': 'Where you are signed in now, you may have to sign in again.',
  },
  id: {
    'no-authenticator':
      'Anda akan memerlukan aplikasi autentikator. Masuklah sebelum tanggal itu dan siapkan di halaman keamanan Anda.',
    'mailbox-not-proved':
      'Kotak surat Anda belum terbukti, sehingga kode tidak dapat dikirim ke sana. Mintalah tautan baru untuk membuat kata sandi kepada administrator.',
    'password-expired':
      'Kata sandi Anda terlalu lama menurut aturan baru. Ubahlah sebelum tanggal itu di halaman keamanan Anda.',
    'no-connection':
      'Anda akan masuk dengan single sign-on, yang belum disiapkan. Hubungi administrator.',
    'not-linked':
      'Anda akan masuk dengan single sign-on. Masuklah sekali dengan cara itu sebelum tanggal tersebut, agar akun Anda di sana tertaut dengan Anda di sini.',
    'must-prove-again': 'Anda akan diminta membuktikan sekali lagi bahwa ini memang Anda.',
    'session-ends': 'Di tempat Anda sedang masuk sekarang, Anda mungkin harus masuk lagi.',
  },
}

/** Mails about the sign-in policy of an organization, and the codes that open it (DR6). */
export const policyTemplates = {
  'policy-announced': template(
    z.object({
      ...organization,
      ...until,
      announcedBy: Name,
      reasons: z.array(z.enum(keptOutReasons)),
      reminder: z.boolean(),
    }),
    {
      en: (values, links) => ({
        subject: values.reminder
          ? `Still to do: signing in to ${values.organizationName} changes soon`
          : `Signing in to ${values.organizationName} changes`,
        paragraphs: [
          `From ${date('en', values)} on, ${values.organizationName} asks for more when you sign in.`,
          ...values.reasons.map((reason) => sentences.en[reason]),
        ],
        button: {
          label: `Sign in to ${values.organizationName}`,
          url: signInUrl(links, values.slug),
        },
        notes: [
          `Decided by ${values.announcedBy || 'an administrator'} of ${values.organizationName}.`,
        ],
      }),
      id: (values, links) => ({
        subject: values.reminder
          ? `Belum selesai: cara masuk ke ${values.organizationName} segera berubah`
          : `Cara masuk ke ${values.organizationName} berubah`,
        paragraphs: [
          `Mulai ${date('id', values)}, ${values.organizationName} meminta lebih banyak saat Anda masuk.`,
          ...values.reasons.map((reason) => sentences.id[reason]),
        ],
        button: {
          label: `Masuk ke ${values.organizationName}`,
          url: signInUrl(links, values.slug),
        },
        notes: [
          `Diputuskan oleh ${values.announcedBy || 'seorang administrator'} dari ${values.organizationName}.`,
        ],
      }),
    },
  ),

  /** To the owners: at the date none of them could have entered. */
  'policy-postponed': template(z.object({ ...organization, ...until }), {
    en: (values, links) => ({
      subject: `The new sign-in policy of ${values.organizationName} waits another day`,
      paragraphs: [
        `The planned sign-in policy of ${values.organizationName} would keep every owner out, so it has been postponed to ${date('en', values)}.`,
        'Let at least one owner set up what it demands, such as an authenticator app, or change the plan.',
      ],
      button: {
        label: `Sign in to ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: ['It is postponed day by day until an owner could enter.'],
    }),
    id: (values, links) => ({
      subject: `Kebijakan masuk baru ${values.organizationName} ditunda satu hari`,
      paragraphs: [
        `Kebijakan masuk ${values.organizationName} yang direncanakan akan membuat semua pemilik tidak dapat masuk, sehingga ditunda sampai ${date('id', values)}.`,
        'Setidaknya satu pemilik perlu menyiapkan yang diminta, misalnya aplikasi autentikator, atau ubahlah rencananya.',
      ],
      button: { label: `Masuk ke ${values.organizationName}`, url: signInUrl(links, values.slug) },
      notes: ['Penundaan berlanjut dari hari ke hari sampai ada pemilik yang dapat masuk.'],
    }),
  }),

  'break-glass-replaced': template(z.object({ ...organization, by: Name }), {
    en: (values, links) => ({
      subject: `New break-glass codes for ${values.organizationName}`,
      paragraphs: [
        `${values.by} made new break-glass codes for ${values.organizationName}. The earlier ones do not work any more.`,
      ],
      button: {
        label: `Sign in to ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: ['If you did not agree on this, make new codes yourself and talk to the other owner.'],
    }),
    id: (values, links) => ({
      subject: `Kode darurat baru untuk ${values.organizationName}`,
      paragraphs: [
        `${values.by} membuat kode darurat baru untuk ${values.organizationName}. Kode yang lama tidak berlaku lagi.`,
      ],
      button: { label: `Masuk ke ${values.organizationName}`, url: signInUrl(links, values.slug) },
      notes: ['Jika ini tidak disepakati, buatlah kode baru sendiri dan hubungi pemilik lainnya.'],
    }),
  }),

  'break-glass-used': template(z.object({ ...organization, ...until, by: Name }), {
    en: (values, links) => ({
      subject: `A break-glass code of ${values.organizationName} was used`,
      paragraphs: [
        `${values.by} used a break-glass code of ${values.organizationName}. Until ${date('en', values)} it opens the sign-in policy and single sign-on, and nothing else.`,
      ],
      button: {
        label: `Sign in to ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: [
        'It wanted the password and the mailbox of that owner as well. If it was not them, suspend them and make new codes.',
      ],
    }),
    id: (values, links) => ({
      subject: `Kode darurat ${values.organizationName} telah dipakai`,
      paragraphs: [
        `${values.by} memakai kode darurat ${values.organizationName}. Sampai ${date('id', values)} kode itu membuka kebijakan masuk dan single sign-on, dan tidak ada yang lain.`,
      ],
      button: { label: `Masuk ke ${values.organizationName}`, url: signInUrl(links, values.slug) },
      notes: [
        'Kata sandi dan kotak surat pemilik itu juga diperlukan. Jika bukan dia, tangguhkan dia dan buatlah kode baru.',
      ],
    }),
  }),
}
