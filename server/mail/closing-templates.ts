import { z } from 'zod'
import { date, type Links, Name, organization, signInUrl, template, until } from './template.ts'

/** Nobody enters it: an owner keeps it from the page where one chooses. */
const keepButton = ({ publicUrl }: Links, label: string) => ({
  button: { label, url: `${publicUrl}/sign-in` },
})

/** Mails about who owns an organization, and about its end (OR2, OR3). */
export const closingTemplates = {
  'ownership-handed-over': template(z.object({ ...organization, from: Name, to: Name }), {
    en: (values, links) => ({
      subject: `${values.to} is an owner of ${values.organizationName} now`,
      paragraphs: [
        `${values.from} handed the ownership of ${values.organizationName} over to ${values.to}, and has another role from now on.`,
      ],
      button: {
        label: `Sign in to ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: ['If you did not agree on this, talk to the owners of the organization.'],
    }),
    id: (values, links) => ({
      subject: `${values.to} kini pemilik ${values.organizationName}`,
      paragraphs: [
        `${values.from} menyerahkan kepemilikan ${values.organizationName} kepada ${values.to}, dan kini memiliki peran lain.`,
      ],
      button: { label: `Masuk ke ${values.organizationName}`, url: signInUrl(links, values.slug) },
      notes: ['Jika ini tidak disepakati, hubungi para pemilik organisasi.'],
    }),
  }),

  /** OP4: whoever runs the server made somebody an owner; the other owners are told. */
  'owner-added': template(z.object({ ...organization, who: Name }), {
    en: (values, links) => ({
      subject: `${values.who} was made an owner of ${values.organizationName}`,
      paragraphs: [
        `Whoever runs this server made ${values.who} an owner of ${values.organizationName}.`,
      ],
      button: {
        label: `Sign in to ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: ['If you did not ask for this, talk to whoever runs the server.'],
    }),
    id: (values, links) => ({
      subject: `${values.who} dijadikan pemilik ${values.organizationName}`,
      paragraphs: [
        `Pengelola server ini menjadikan ${values.who} pemilik ${values.organizationName}.`,
      ],
      button: { label: `Masuk ke ${values.organizationName}`, url: signInUrl(links, values.slug) },
      notes: ['Jika Anda tidak memintanya, hubungi pengelola server.'],
    }),
  }),

  'organization-in-deletion': template(
    z.object({ ...organization, ...until, by: Name, owner: z.boolean() }),
    {
      en: (values, links) => ({
        subject: `${values.organizationName} is being deleted`,
        paragraphs: [
          `${values.by || 'Whoever runs this server'} began to delete ${values.organizationName}. Nobody can enter it any more, and on ${date('en', values)} everything in it is gone for good.`,
          values.owner
            ? 'Until then you, as an owner, can keep it: sign in and undo the deletion.'
            : 'Until then its owners can keep it. If you still need something, talk to them.',
        ],
        ...(values.owner && keepButton(links, 'Sign in and keep it')),
        notes: ['Your account stays as it is.'],
      }),
      id: (values, links) => ({
        subject: `${values.organizationName} sedang dihapus`,
        paragraphs: [
          `${values.by || 'Pengelola server ini'} memulai penghapusan ${values.organizationName}. Tidak ada lagi yang dapat memasukinya, dan pada ${date('id', values)} semua isinya hilang selamanya.`,
          values.owner
            ? 'Sampai saat itu Anda, sebagai pemilik, dapat mempertahankannya: masuk dan batalkan penghapusan.'
            : 'Sampai saat itu para pemiliknya dapat mempertahankannya. Jika masih ada yang Anda perlukan, hubungi mereka.',
        ],
        ...(values.owner && keepButton(links, 'Masuk dan pertahankan')),
        notes: ['Akun Anda tetap seperti semula.'],
      }),
    },
  ),

  'organization-erased-soon': template(z.object({ ...organization, ...until }), {
    en: (values, links) => ({
      subject: `${values.organizationName} will be gone soon`,
      paragraphs: [
        `${values.organizationName} is being deleted. On ${date('en', values)} everything in it is gone for good.`,
        'Until then you can keep it: sign in and undo the deletion.',
      ],
      ...keepButton(links, 'Sign in and keep it'),
      notes: ['You get this mail because you are an owner.'],
    }),
    id: (values, links) => ({
      subject: `${values.organizationName} segera hilang`,
      paragraphs: [
        `${values.organizationName} sedang dihapus. Pada ${date('id', values)} semua isinya hilang selamanya.`,
        'Sampai saat itu Anda dapat mempertahankannya: masuk dan batalkan penghapusan.',
      ],
      ...keepButton(links, 'Masuk dan pertahankan'),
      notes: ['Anda menerima e-mail ini karena Anda pemiliknya.'],
    }),
  }),

  'organization-kept': template(z.object({ ...organization, by: Name }), {
    en: (values, links) => ({
      subject: `${values.organizationName} is kept`,
      paragraphs: [
        `${values.by} undid the deletion of ${values.organizationName}. Everything is as it was; sign in again to go on.`,
      ],
      button: {
        label: `Sign in to ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: [],
    }),
    id: (values, links) => ({
      subject: `${values.organizationName} dipertahankan`,
      paragraphs: [
        `${values.by} membatalkan penghapusan ${values.organizationName}. Semuanya seperti semula; masuk lagi untuk melanjutkan.`,
      ],
      button: {
        label: `Masuk ke ${values.organizationName}`,
        url: signInUrl(links, values.slug),
      },
      notes: [],
    }),
  }),

  /** To the owners, when nothing can be kept any more. It outlives the organization. */
  'organization-erased': template(z.object({ organizationName: Name }), {
    en: (values) => ({
      subject: `${values.organizationName} was deleted`,
      paragraphs: [
        `The thirty days are over: ${values.organizationName} was deleted with everything in it, and cannot be brought back.`,
      ],
      notes: ['Your account and your other organizations, if there are any, stay as they are.'],
    }),
    id: (values) => ({
      subject: `${values.organizationName} telah dihapus`,
      paragraphs: [
        `Tiga puluh hari telah berlalu: ${values.organizationName} telah dihapus beserta semua isinya dan tidak dapat dikembalikan.`,
      ],
      notes: ['Akun Anda dan organisasi lain Anda, jika ada, tetap seperti semula.'],
    }),
  }),
}
