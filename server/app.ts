import { api } from '#api/index.ts'
import { toOpenApi } from '#api/openapi.ts'
import { type MountOptions, mount } from '#server/http/mount.ts'
import { createSite, type SiteOptions } from '#server/http/site.ts'
import { hubRoutes } from '#server/hubs/routes.ts'
import { joiningRoutes } from '#server/joining/routes.ts'
import { mailRoutes } from '#server/mail/routes.ts'
import { memberRoutes } from '#server/members/routes.ts'
import { organizationRoutes } from '#server/organizations/routes.ts'
import { roleRoutes } from '#server/roles/routes.ts'
import {
  identifyPending,
  identifySession,
  identifySessionUnconfined,
  readPending,
  readSession,
  touchSession,
} from '#server/sessions/identify.ts'
import { sessionRoutes } from '#server/sessions/routes.ts'

export interface AppOptions extends Omit<MountOptions, 'recognition'> {
  /** 32 bytes: keys the hashes of what failures are counted on. */
  secretKey: Buffer
  /** Whether mails are shown on a page instead of being sent (OP2). */
  developmentMailbox: boolean
  /** For links in mails: the address that people use, never null. */
  publicUrl: string
}

type EndpointOptions = Pick<AppOptions, 'secretKey' | 'developmentMailbox' | 'publicUrl'>

/** All that Foyer answers, by module. */
export const endpointsOf = (options: EndpointOptions) => [
  ...mailRoutes(options),
  ...organizationRoutes,
  ...hubRoutes,
  ...roleRoutes,
  ...memberRoutes,
  ...sessionRoutes(options.secretKey),
  ...joiningRoutes,
]

/** The API over a database: what main listens with, and what tests speak to in process. */
export const createApp = (options: AppOptions) =>
  mount(endpointsOf(options), {
    ...options,
    recognition: {
      identifySession,
      identifySessionUnconfined,
      identifyPending,
      readSession,
      readPending,
      touchSession,
    },
  })

/** What a browser or a probe reaches: the API with health, its description, metrics and the pages around it. */
export const createWebsite = (
  app: ReturnType<typeof createApp>,
  options: Omit<SiteOptions, 'api' | 'openApi'> & { version: string; publicUrl: string },
) =>
  createSite({
    ...options,
    api: app,
    openApi: toOpenApi(api, { version: options.version, serverUrl: options.publicUrl }),
  })
