import { z } from 'zod'
import { route } from './route.ts'

export const getAbout = route({
  method: 'GET',
  path: '/about',
  area: 'About',
  summary: 'What this server is, and the accounts of its demo if it shows one',
  access: 'public',
  rate: 'read',
  returns: z.object({
    name: z.literal('Foyer'),
    version: z.string(),
    tileUrl: z
      .string()
      .nullable()
      .describe('Template of a map tile server, if the operator set one'),
    developmentMailbox: z.boolean(),
    signUp: z.boolean().describe('Whether anybody may sign up and create an organization (US8)'),
    demo: z
      .object({
        accounts: z.array(
          z.object({
            email: z.string(),
            password: z.string(),
            name: z.string(),
            organizations: z.array(z.object({ name: z.string(), role: z.string() })),
          }),
        ),
      })
      .nullable(),
  }),
  problems: [],
})

export const listDevelopmentMails = route({
  method: 'GET',
  path: '/development-mails',
  area: 'About',
  summary: 'Mails that were not sent because this is a development server on loopback (OP2)',
  access: 'public',
  rate: 'read',
  returns: z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        to: z.string(),
        subject: z.string(),
        text: z.string(),
        createdAt: z.iso.datetime({ offset: true }),
      }),
    ),
  }),
  problems: ['not-found'],
})
