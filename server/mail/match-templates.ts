import { z } from 'zod'
import { date, type Links, Name, organization, template, until } from './template.ts'

const about = { ...organization, programName: Name, others: Name }

/** Where one answers requests and sees one's matches. */
const programsButton = ({ publicUrl }: Links, slug: string, label: string) => ({
  button: { label, url: `${publicUrl}/o/${encodeURIComponent(slug)}/programs` },
})

/** A few words that somebody wrote, as one paragraph of their own. */
const quoted = (text: string) => (text ? [`“${text}”`] : [])
const Words = z
  .string()
  .max(500)
  .transform((text) => text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, ' '))

/** Mails to those who take part in programs (MT2). */
export const matchTemplates = {
  'match-asked': template(z.object({ ...about, ...until, message: Words }), {
    en: (values, links) => ({
      subject: `${values.others} asks to be matched with you`,
      paragraphs: [
        `${values.others} would like to be matched with you in ${values.programName} of ${values.organizationName}.`,
        ...quoted(values.message),
      ],
      ...programsButton(links, values.slug, 'Answer'),
      notes: [`You can answer until ${date('en', values)}; without an answer the request lapses.`],
    }),
    id: (values, links) => ({
      subject: `${values.others} ingin dipasangkan dengan Anda`,
      paragraphs: [
        `${values.others} ingin dipasangkan dengan Anda dalam ${values.programName} di ${values.organizationName}.`,
        ...quoted(values.message),
      ],
      ...programsButton(links, values.slug, 'Jawab'),
      notes: [
        `Anda dapat menjawab sampai ${date('id', values)}; tanpa jawaban permintaan ini gugur.`,
      ],
    }),
  }),

  'match-answered': template(z.object({ ...about, accepted: z.boolean(), reason: Words }), {
    en: (values, links) => ({
      subject: values.accepted
        ? `${values.others} accepted your request`
        : `${values.others} declined your request`,
      paragraphs: values.accepted
        ? [`You and ${values.others} are matched now in ${values.programName}.`]
        : [
            `${values.others} cannot be matched with you in ${values.programName} now.`,
            ...quoted(values.reason),
          ],
      ...programsButton(links, values.slug, 'Open programs'),
      notes: [],
    }),
    id: (values, links) => ({
      subject: values.accepted
        ? `${values.others} menerima permintaan Anda`
        : `${values.others} menolak permintaan Anda`,
      paragraphs: values.accepted
        ? [`Anda dan ${values.others} kini berpasangan dalam ${values.programName}.`]
        : [
            `${values.others} saat ini tidak dapat dipasangkan dengan Anda dalam ${values.programName}.`,
            ...quoted(values.reason),
          ],
      ...programsButton(links, values.slug, 'Buka program'),
      notes: [],
    }),
  }),

  'match-started': template(z.object(about), {
    en: (values, links) => ({
      subject: `You are matched in ${values.programName}`,
      paragraphs: [
        `You are matched with ${values.others} in ${values.programName} of ${values.organizationName}.`,
        'You find there how to reach each other, and what unites you.',
      ],
      ...programsButton(links, values.slug, 'See the match'),
      notes: [],
    }),
    id: (values, links) => ({
      subject: `Anda dipasangkan dalam ${values.programName}`,
      paragraphs: [
        `Anda dipasangkan dengan ${values.others} dalam ${values.programName} di ${values.organizationName}.`,
        'Di sana Anda menemukan cara saling menghubungi dan apa yang menyatukan Anda.',
      ],
      ...programsButton(links, values.slug, 'Lihat pasangan'),
      notes: [],
    }),
  }),

  'match-joined': template(z.object(about), {
    en: (values, links) => ({
      subject: `${values.others} has joined your group in ${values.programName}`,
      paragraphs: [
        `${values.others} is in your group in ${values.programName} of ${values.organizationName} from now on.`,
        'You find there how to reach each other.',
      ],
      ...programsButton(links, values.slug, 'See the group'),
      notes: [],
    }),
    id: (values, links) => ({
      subject: `${values.others} bergabung dengan kelompok Anda dalam ${values.programName}`,
      paragraphs: [
        `${values.others} mulai sekarang ada dalam kelompok Anda dalam ${values.programName} di ${values.organizationName}.`,
        'Di sana Anda menemukan cara saling menghubungi.',
      ],
      ...programsButton(links, values.slug, 'Lihat kelompok'),
      notes: [],
    }),
  }),

  'match-ended': template(z.object(about), {
    en: (values, links) => ({
      subject: `A match in ${values.programName} has ended`,
      paragraphs: [
        `Your match with ${values.others} in ${values.programName} of ${values.organizationName} has ended.`,
      ],
      ...programsButton(links, values.slug, 'Open programs'),
      notes: [],
    }),
    id: (values, links) => ({
      subject: `Sebuah pasangan dalam ${values.programName} telah berakhir`,
      paragraphs: [
        `Pasangan Anda dengan ${values.others} dalam ${values.programName} di ${values.organizationName} telah berakhir.`,
      ],
      ...programsButton(links, values.slug, 'Buka program'),
      notes: [],
    }),
  }),
}
