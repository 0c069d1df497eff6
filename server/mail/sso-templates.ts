import { z } from 'zod'
import { date, Name, organization, signInUrl, template, until } from './template.ts'

const connection = { ...organization, connectionName: Name }

const toFoyer = {
  en: (slug: string, links: { publicUrl: string }) => ({
    label: 'Look at the connection',
    url: signInUrl(links, slug),
  }),
  id: (slug: string, links: { publicUrl: string }) => ({
    label: 'Lihat koneksi',
    url: signInUrl(links, slug),
  }),
}

/** Mails about an organization's connections to identity providers, to its owners and whoever may edit them (SS3). */
export const ssoTemplates = {
  /** Whoever runs the provider can be anybody there: who keeps the organization hears of each change. */
  'connection-changed': template(
    z.object({
      ...connection,
      by: Name,
      change: z.enum(['enabled', 'disabled', 'provider-replaced', 'removed']),
    }),
    {
      en: (values, links) => ({
        subject: `Single sign-on of ${values.organizationName} was changed`,
        paragraphs: [
          {
            enabled: `${values.by} enabled the connection “${values.connectionName}”: whoever its identity provider vouches for can sign in to ${values.organizationName} through it.`,
            disabled: `${values.by} disabled the connection “${values.connectionName}”: nobody signs in to ${values.organizationName} through it any more.`,
            'provider-replaced': `${values.by} changed the identity provider of the connection “${values.connectionName}”, or the keys by which it is recognized.`,
            removed: `${values.by} deleted the connection “${values.connectionName}”: nobody signs in to ${values.organizationName} through it any more.`,
          }[values.change],
        ],
        button: toFoyer.en(values.slug, links),
        notes: ['If nobody of you agreed on this, disable it, and talk to each other.'],
      }),
      id: (values, links) => ({
        subject: `Single sign-on ${values.organizationName} diubah`,
        paragraphs: [
          {
            enabled: `${values.by} mengaktifkan koneksi “${values.connectionName}”: siapa pun yang dijamin penyedia identitasnya dapat masuk ke ${values.organizationName} melaluinya.`,
            disabled: `${values.by} menonaktifkan koneksi “${values.connectionName}”: tidak ada lagi yang masuk ke ${values.organizationName} melaluinya.`,
            'provider-replaced': `${values.by} mengubah penyedia identitas koneksi “${values.connectionName}”, atau kunci yang menjadi pengenalnya.`,
            removed: `${values.by} menghapus koneksi “${values.connectionName}”: tidak ada lagi yang masuk ke ${values.organizationName} melaluinya.`,
          }[values.change],
        ],
        button: toFoyer.id(values.slug, links),
        notes: ['Jika hal ini tidak disepakati, nonaktifkan koneksi itu dan bicarakan bersama.'],
      }),
    },
  ),

  /** By a set-up link. */
  'connection-set-up': template(z.object(connection), {
    en: (values, links) => ({
      subject: `The connection “${values.connectionName}” is set up`,
      paragraphs: [
        `Whoever you gave the set-up link to has entered their side of the connection “${values.connectionName}” of ${values.organizationName}. The link does not work any more.`,
        'Test the connection, then enable it.',
      ],
      button: toFoyer.en(values.slug, links),
      notes: ['Nobody signs in through it before it is enabled.'],
    }),
    id: (values, links) => ({
      subject: `Koneksi “${values.connectionName}” telah disiapkan`,
      paragraphs: [
        `Penerima tautan penyiapan telah mengisi bagiannya untuk koneksi “${values.connectionName}” milik ${values.organizationName}. Tautan itu tidak berlaku lagi.`,
        'Ujilah koneksi itu, lalu aktifkan.',
      ],
      button: toFoyer.id(values.slug, links),
      notes: ['Tidak ada yang masuk melaluinya sebelum diaktifkan.'],
    }),
  }),

  'certificate-expires': template(z.object({ ...connection, ...until, expired: z.boolean() }), {
    en: (values, links) => ({
      subject: values.expired
        ? `Nobody can sign in through “${values.connectionName}” any more`
        : `The certificate of “${values.connectionName}” expires soon`,
      paragraphs: [
        values.expired
          ? `The last certificate of the identity provider behind the connection “${values.connectionName}” of ${values.organizationName} expired on ${date('en', values)}. Nobody can sign in through it.`
          : `The last certificate of the identity provider behind the connection “${values.connectionName}” of ${values.organizationName} expires on ${date('en', values)}. After that, nobody can sign in through it.`,
        'Ask whoever administers the provider for the new certificate, and add it to the connection.',
      ],
      button: toFoyer.en(values.slug, links),
      notes: ['A connection that reads its metadata by address takes new certificates by itself.'],
    }),
    id: (values, links) => ({
      subject: values.expired
        ? `Tidak ada lagi yang dapat masuk melalui “${values.connectionName}”`
        : `Sertifikat “${values.connectionName}” segera kedaluwarsa`,
      paragraphs: [
        values.expired
          ? `Sertifikat terakhir penyedia identitas untuk koneksi “${values.connectionName}” milik ${values.organizationName} kedaluwarsa pada ${date('id', values)}. Tidak ada yang dapat masuk melaluinya.`
          : `Sertifikat terakhir penyedia identitas untuk koneksi “${values.connectionName}” milik ${values.organizationName} kedaluwarsa pada ${date('id', values)}. Setelah itu tidak ada yang dapat masuk melaluinya.`,
        'Mintalah sertifikat baru kepada administrator penyedia itu, lalu tambahkan pada koneksi.',
      ],
      button: toFoyer.id(values.slug, links),
      notes: ['Koneksi yang membaca metadata dari alamatnya mengambil sertifikat baru sendiri.'],
    }),
  }),
}
