import type { z } from 'zod'
import { closingTemplates } from './closing-templates.ts'
import { credentialTemplates } from './credential-templates.ts'
import { domainTemplates } from './domain-templates.ts'
import { factorTemplates } from './factor-templates.ts'
import { joiningTemplates } from './joining-templates.ts'
import { matchTemplates } from './match-templates.ts'
import { passwordTemplates } from './password-templates.ts'
import { policyTemplates } from './policy-templates.ts'
import { ssoTemplates } from './sso-templates.ts'
import type { Template } from './template.ts'

/** Every mail that Foyer sends. Each tells of one organization at most, and never of another one. */
export const templates = {
  ...credentialTemplates,
  ...joiningTemplates,
  ...passwordTemplates,
  ...factorTemplates,
  ...policyTemplates,
  ...ssoTemplates,
  ...domainTemplates,
  ...closingTemplates,
  ...matchTemplates,
} as const satisfies Record<string, Template<z.ZodObject>>

export type TemplateName = keyof typeof templates
/** What a caller gives for a template. */
export type TemplateValues<Name extends TemplateName> = z.input<(typeof templates)[Name]['values']>
