import { describe, expect, test } from 'vitest'
import { languages } from '#api/common.ts'
import { mailReadiness } from './mail-readiness.ts'
import { renderMail } from './render-mail.ts'
import { type TemplateName, type TemplateValues, templates } from './templates.ts'

const links = { publicUrl: 'https://foyer.example' }
const until = { expiresAt: '2026-03-08T10:00:00Z', timeZone: 'Asia/Jakarta' }
const acme = { organizationName: 'Acme', slug: 'acme' }

const examples: { [Name in TemplateName]: TemplateValues<Name> } = {
  'set-password': { ...acme, ...until, addedBy: 'Ann', token: 'secret' },
  invitation: { ...acme, ...until, invitedBy: 'Ann', token: null },
  added: { ...acme, addedBy: '' },
  'colleague-invitation': { ...acme, ...until, invitedBy: 'Ann', token: 'secret' },
  'joins-refused': {
    ...acme,
    people: ['ana@example.test', 'ben@example.test'],
    count: 200,
    more: true,
  },
  'joining-code': { organizationName: 'Acme', token: '123456' },
  'account-exists': {},
  removed: { organizationName: 'Acme' },
  'password-changed': {},
  'reset-password': { ...until, organizationName: 'Acme', token: 'secret' },
  'first-password': { ...until, token: 'secret' },
  'temporary-password': acme,
  'authenticator-reset': { ...until, organizationName: 'Acme', token: 'secret' },
  'authenticator-reset-done': {},
  'new-mailbox-code': { token: '123456' },
  'email-taken': {},
  'email-changed': { ...until, newEmail: 'new@example.test', token: 'secret' },
  'email-change-undone': { oldEmail: 'old@example.test' },
  'home-named': { organizationName: 'Acme' },
  'deletion-requested': until,
  'deletion-undone': {},
  'deletion-cancelled': {},
  'deletion-done': {},
  'sign-in-locked': {},
  'email-code': { token: '123456' },
  'codes-locked': {},
  'authenticator-added': {},
  'authenticator-removed': {},
  'recovery-code-used': { left: 9 },
  'recovery-codes-replaced': {},
  'policy-announced': {
    ...acme,
    ...until,
    announcedBy: 'Ann',
    reasons: ['no-authenticator', 'session-ends'],
    reminder: true,
  },
  'policy-postponed': { ...acme, ...until },
  'break-glass-replaced': { ...acme, by: 'Ann' },
  'break-glass-used': { ...acme, ...until, by: 'Ann' },
  'connection-changed': { ...acme, connectionName: 'Okta', by: 'Ann', change: 'enabled' },
  'connection-set-up': { ...acme, connectionName: 'Okta' },
  'domain-failing': { ...acme, ...until, domain: 'acme.example' },
  'domain-lost': { ...acme, domain: 'acme.example' },
  'ownership-handed-over': { ...acme, from: 'Ann', to: 'Ben' },
  'owner-added': { ...acme, who: 'Ben' },
  'organization-in-deletion': { ...acme, ...until, by: 'Ann', owner: true },
  'organization-erased-soon': { ...acme, ...until },
  'organization-kept': { ...acme, by: 'Ann' },
  'organization-erased': { organizationName: 'Acme' },
  'match-asked': { ...acme, ...until, programName: 'Mentors', others: 'Ben', message: 'Hello!' },
  'match-answered': {
    ...acme,
    programName: 'Mentors',
    others: 'Ben',
    accepted: false,
    reason: 'No time',
  },
  'match-started': { ...acme, programName: 'Mentors', others: 'Ben' },
  'match-joined': { ...acme, programName: 'Mentors', others: 'Ben' },
  'match-ended': { ...acme, programName: 'Mentors', others: 'Ben' },
  'certificate-expires': { ...acme, ...until, connectionName: 'Okta', expired: false },
}

test.each(languages)('DR4: a reset without a home says who began it (%s)', (language) => {
  const values = { ...until, organizationName: null, token: 'secret' }
  const { text } = renderMail({ template: 'authenticator-reset', language, values }, links)
  expect(text).toMatch(/Whoever runs this server|Pengelola server ini/)
  expect(text).not.toContain('null')
})

test.each(languages)('OP4: what was begun on the command line says so (%s)', (language) => {
  const values = { ...acme, ...until, by: '', owner: false }
  const { text } = renderMail({ template: 'organization-in-deletion', language, values }, links)
  expect(text).toMatch(/Whoever runs this server|Pengelola server ini/)
  // An owner alone is told where to keep it.
  expect(text).not.toContain('/sign-in')
})

describe.each(Object.keys(templates) as TemplateName[])('%s', (template) => {
  test.each(languages)('says the same in text and HTML (%s)', (language) => {
    const mail = renderMail({ template, language, values: examples[template] }, links)
    expect(mail.subject).not.toMatch(/undefined|null|\n/)
    expect(mail.html).toContain(`<html lang="${language}">`)
    const words = mail.html.replace(/<head>[\s\S]*<\/head>|<[^>]+>/g, ' ')
    for (const paragraph of mail.text.split(/\n+/).filter(Boolean))
      expect(words).toContain(paragraph.replace(/:$/, ''))
    for (const [, url] of mail.text.matchAll(/(https:\S+)/g))
      expect(mail.html).toContain(`href="${url}"`)
    expect(mail.text + mail.html).not.toMatch(/undefined|null|\[object/)
  })

  test('is written in each language, not only in one', () => {
    const [en, id] = languages.map((language) =>
      renderMail({ template, language, values: examples[template] }, links),
    )
    expect(en?.subject).not.toBe(id?.subject)
    expect(en?.text).not.toBe(id?.text)
  })
})

test('US5: an invitation leads to the door, or to a first password where there is none', () => {
  const text = (token: string | null) =>
    renderMail(
      { template: 'invitation', language: 'en', values: { ...examples.invitation, token } },
      links,
    ).text
  expect(text(null)).toContain('https://foyer.example/o/acme/sign-in')
  expect(text('s/cret')).toContain('https://foyer.example/set-password#s%2Fcret')
  expect(text(null)).toContain('March 8, 2026 at 5:00 PM (Asia/Jakarta)')
})

test('an unknown language reads English; an unknown template is an error', () => {
  const values = {}
  expect(renderMail({ template: 'sign-in-locked', language: 'xx', values }, links).subject).toMatch(
    /locked/,
  )
  expect(() => renderMail({ template: 'toString', language: 'en', values }, links)).toThrow(
    /template/,
  )
})

test('OP2: without a mail server Foyer is not ready, except for the development mailbox', () => {
  expect(mailReadiness({ kind: 'smtp' })).toBeNull()
  expect(mailReadiness({ kind: 'mailbox' })).toBeNull()
  expect(mailReadiness({ kind: 'none' })).toMatch(/FOYER_SMTP_URL/)
})
