import { z } from 'zod'
import { date, Name, organization, signInUrl, template, until } from './template.ts'

const one = { ...organization, domain: Name }

/** Mails about the e-mail domains of an organization, to its owners and whoever may edit single sign-on (LG5). */
export const domainTemplates = {
  'domain-failing': template(z.object({ ...one, ...until }), {
    en: (values, links) => ({
      subject: `The DNS record of ${values.domain} is missing`,
      paragraphs: [
        `The DNS record by which ${values.organizationName} has proved the domain ${values.domain} was not found today.`,
        `If it is still missing on ${date('en', values)}, the domain counts as proved no more: its addresses are not led to single sign-on, and nobody new joins by it.`,
      ],
      button: { label: 'Look at the domain', url: signInUrl(links, values.slug) },
      notes: ['Whoever was linked already signs in as before.'],
    }),
    id: (values, links) => ({
      subject: `Catatan DNS ${values.domain} tidak ditemukan`,
      paragraphs: [
        `Catatan DNS yang membuktikan domain ${values.domain} milik ${values.organizationName} tidak ditemukan hari ini.`,
        `Jika pada ${date('id', values)} masih tidak ada, domain itu tidak lagi dianggap terbukti: alamatnya tidak diarahkan ke single sign-on, dan tidak ada anggota baru yang bergabung melaluinya.`,
      ],
      button: { label: 'Lihat domain', url: signInUrl(links, values.slug) },
      notes: ['Yang sudah tertaut tetap masuk seperti biasa.'],
    }),
  }),

  'domain-lost': template(z.object(one), {
    en: (values, links) => ({
      subject: `${values.domain} is not proved any more`,
      paragraphs: [
        `The DNS record of the domain ${values.domain} has been missing for three days, so ${values.organizationName} does not count as its owner any more.`,
        'Its addresses are not led to single sign-on, and nobody new joins by it. Put the record back and check the domain to change that.',
      ],
      button: { label: 'Look at the domain', url: signInUrl(links, values.slug) },
      notes: ['Whoever was linked already signs in as before.'],
    }),
    id: (values, links) => ({
      subject: `${values.domain} tidak lagi terbukti`,
      paragraphs: [
        `Catatan DNS domain ${values.domain} sudah tiga hari tidak ditemukan, sehingga ${values.organizationName} tidak lagi dianggap sebagai pemiliknya.`,
        'Alamatnya tidak diarahkan ke single sign-on, dan tidak ada anggota baru yang bergabung melaluinya. Pasang kembali catatan itu lalu periksa domainnya untuk memulihkannya.',
      ],
      button: { label: 'Lihat domain', url: signInUrl(links, values.slug) },
      notes: ['Yang sudah tertaut tetap masuk seperti biasa.'],
    }),
  }),
}
