import { z } from 'zod'
import { Language } from '#api/common.ts'
import type { Content, Links } from './template.ts'
import { type TemplateName, templates } from './templates.ts'

/** A mail as it waits: which template, in which language, with what. */
export interface StoredMail {
  template: string
  language: string
  values: unknown
}

export interface RenderedMail {
  subject: string
  text: string
  html: string
}

const KnownTemplate = z.custom<TemplateName>(
  (name) => typeof name === 'string' && Object.hasOwn(templates, name),
  'is not a template',
)

/** Subject, text and HTML of a mail, from one source. Throws where template or values are none of ours. */
export function renderMail({ template, language, values }: StoredMail, links: Links): RenderedMail {
  const { values: schema, write } = templates[KnownTemplate.parse(template)]
  const spoken = Language.catch('en').parse(language)
  // Each template writes from its own values, which the union of all templates cannot say.
  const content = (write[spoken] as (values: unknown, links: Links) => Content)(
    schema.parse(values),
    links,
  )
  return {
    // Values are clean already; a line break here would begin a header, so once more.
    subject: content.subject.replace(/\s+/g, ' '),
    text: textOf(content),
    html: htmlOf(content, spoken),
  }
}

const textOf = ({ paragraphs, button, notes }: Content) =>
  `${[...paragraphs, ...(button ? [`${button.label}:\n${button.url}`] : []), ...notes].join('\n\n')}\n`

const htmlOf = ({ subject, paragraphs, button, notes }: Content, language: Language) =>
  `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:32px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:520px;margin:0 auto">
${paragraphs.map((text) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`).join('\n')}
${button ? buttonOf(button) : ''}
${notes.map((text) => `<p style="margin:0 0 8px;font-size:13px;opacity:.75">${escapeHtml(text)}</p>`).join('\n')}
</div>
</body>
</html>
`

/** As a button, and as text for whoever would rather see where it leads. */
const buttonOf = ({ label, url }: { label: string; url: string }) =>
  `<p style="margin:24px 0"><a href="${escapeHtml(url)}" style="display:inline-block;padding:10px 20px;border-radius:6px;background:#2f4fd8;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(label)}</a></p>
<p style="margin:0 0 24px;font-size:13px;word-break:break-all"><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>`

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '')
