import { BlockList, isIP } from 'node:net'
import { z } from 'zod'
import { isObjectKey } from '#server/outside/object-storage.ts'
import type { StorageSettings } from '#server/outside/open-object-storage.ts'
import type { LogLevel } from '#server/platform/log.ts'
import { StartError } from '#server/platform/start-error.ts'

/** Everything that the environment decides, read once; nothing else of ours reads the environment. */
export type Config = Readonly<{
  host: string
  port: number
  /** The address that people use, such as https://foyer.example; null: loopback, by any own name. */
  origin: string | null
  /** The same for links in mails and on the screen: never null. */
  publicUrl: string
  /** Nobody outside of this machine reaches Foyer: no foreign origin and no proxy in front. */
  local: boolean
  dataFolder: string
  /** `ownerUrl` is null where somebody else migrates (`foyer migrate`). */
  database: { kind: 'embedded' } | { kind: 'external'; url: string; ownerUrl: string | null }
  /** `mailbox`: the development mailbox page. `none`: mail waits, and Foyer is not ready (OP2). */
  mail: { kind: 'smtp'; url: string; from: string } | { kind: 'mailbox' } | { kind: 'none' }
  /** 32 bytes, or null: generated into the data folder. */
  secretKey: Buffer | null
  /** Keys that it replaced, in any order: they open what they sealed, until `foyer rotate-keys` has run. */
  oldSecretKeys: readonly Buffer[]
  logLevel: LogLevel
  /** File of the operator with hashes of breached passwords (PW1); null: the bundled list alone. */
  breachedPasswords: string | null
  /** Private addresses that organizations may name, for their identity providers (SS4). */
  allowPrivate: BlockList
  /** Where attachments of tasks are kept. */
  attachments: StorageSettings
  /** Bytes of attachments that one organization may keep; null: any number. */
  attachmentsBytesMax: number | null
  /** How many reverse proxies in front add to X-Forwarded-For. */
  trustedProxies: number
  /** Template of a map tile server (`…/{z}/{x}/{y}.png`), for the map picker; null: the bundled map alone (HB1). */
  tileUrl: string | null
  /** Null: as many as one likes. */
  organizationsPerOwnerMax: number | null
  /** Whether anybody may sign up and make an organization (US8). */
  signUp: boolean
  /** How often one address may show a password in a minute; null: as is usual. */
  credentialsPerMinute: number | null
  /** Whether the very first start fills the empty database with the demo. */
  demoOnFirstStart: boolean
  /** Variables that look like ours and are not: mostly a slip of the pen. */
  unknownVariables: string[]
}>

type Mistake = { name: string; problem: string; example: string }

const loopbackHosts = ['127.0.0.1', '::1', 'localhost']

const portSchema = z
  .string()
  .regex(/^\d+$/, 'is not a number')
  .transform(Number)
  .refine((port) => port >= 1 && port <= 65_535, 'is not a port (1 to 65535)')

const postgresUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''),
    'is not a postgresql:// address',
  )

const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, 'is not a whole number')
  .transform(Number)

const secretKey = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]{43}=?$/, 'is not 32 bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'))

const addresses = z.string().transform((text, context) => {
  const list = new BlockList()
  for (const one of text.split(',')) {
    const [network = '', length, ...rest] = one.trim().split('/')
    const bits = isIP(network) === 4 ? 32 : 128
    const good = isIP(network) !== 0 && !network.includes('%') && rest.length === 0
    if (!good || !(length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits))) {
      context.addIssue(
        'is not a list of addresses and ranges (10.1.0.0/16), with commas in between',
      )
      return z.NEVER
    }
    list.addSubnet(network, Number(length ?? bits), bits === 32 ? 'ipv4' : 'ipv6')
  }
  return list
})

/** Every variable: what it is for (`foyer --help`), an example, and its shape. */
const settings = {
  FOYER_HOST: {
    about: 'address to listen on (127.0.0.1)',
    example: '0.0.0.0',
    schema: z.string().regex(/^[\w.:-]+$/, 'is not a host name or address'),
  },
  FOYER_PORT: {
    about: 'port to listen on (3000); PORT is read too',
    example: '3000',
    schema: portSchema,
  },
  PORT: { about: '', example: '3000', schema: portSchema },
  FOYER_ORIGIN: {
    about: 'https address at which browsers reach Foyer; needed on any host but loopback',
    example: 'https://foyer.example.com',
    schema: z.string().transform((text, context) => {
      const url = URL.parse(text)
      if (url && /^https?:$/.test(url.protocol) && [url.origin, `${url.origin}/`].includes(text))
        return url
      context.addIssue('is not a bare http(s) address: scheme, host and port, without a path')
      return z.NEVER
    }),
  },
  FOYER_DATA: {
    about: 'folder for database, files and keys (./data)',
    example: '/var/lib/foyer',
    schema: z.string(),
  },
  DATABASE_URL: {
    about: 'PostgreSQL 15 or newer instead of the embedded one, as the role of the application',
    example: 'postgresql://foyer:password@db.example.com:5432/foyer',
    schema: postgresUrl,
  },
  DATABASE_OWNER_URL: {
    about: 'the same database as the role that owns it, for migrations',
    example: 'postgresql://foyer_owner:password@db.example.com:5432/foyer',
    schema: postgresUrl,
  },
  FOYER_SMTP_URL: {
    about: 'mail server',
    example: 'smtps://user:password@mail.example.com:465',
    schema: z
      .string()
      .refine(
        (text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? ''),
        'is not an smtp:// or smtps:// address',
      ),
  },
  FOYER_MAIL_FROM: {
    about: 'sender of all mail; needed with FOYER_SMTP_URL',
    example: 'Foyer <no-reply@example.com>',
    schema: z
      .string()
      .regex(/^(?:[^<>\r\n]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)$/, 'is not a mail address'),
  },
  FOYER_SECRET_KEY: {
    about: '32 random bytes in base64 that seal secrets in the database (else kept in FOYER_DATA)',
    example: 'the output of: openssl rand -base64 32',
    schema: secretKey,
  },
  FOYER_SECRET_KEY_OLD: {
    about: 'keys that it replaced, with commas in between, until `foyer rotate-keys` has run',
    example: 'what FOYER_SECRET_KEY was, or the content of secret.key',
    schema: z.string().transform((text, context) =>
      text.split(',').map((one) => {
        const key = secretKey.safeParse(one.trim())
        if (key.success) return key.data
        context.addIssue('is not a list of keys, each 32 bytes in base64, with commas in between')
        return z.NEVER
      }),
    ),
  },
  FOYER_ATTACHMENTS_FOLDER: {
    about:
      'folder for attachments of tasks; all processes on one database share it (in FOYER_DATA)',
    example: '/var/lib/foyer-attachments',
    schema: z.string(),
  },
  FOYER_S3_ENDPOINT: {
    about: 'server with an S3 bucket for attachments, instead of a folder',
    example: 'https://s3.eu-central-1.amazonaws.com',
    schema: z.string().transform((text, context) => {
      const url = URL.parse(text)
      if (url && /^https?:$/.test(url.protocol) && [url.origin, `${url.origin}/`].includes(text))
        return url
      context.addIssue('is not a bare http(s) address: scheme, host and port, without a path')
      return z.NEVER
    }),
  },
  FOYER_S3_BUCKET: {
    about: 'the bucket; needed with FOYER_S3_ENDPOINT',
    example: 'foyer-attachments',
    schema: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not the name of a bucket'),
  },
  FOYER_S3_REGION: {
    about: 'region that requests are signed for (us-east-1)',
    example: 'eu-central-1',
    schema: z.string().regex(/^[a-z0-9-]{1,40}$/, 'is not the name of a region'),
  },
  FOYER_S3_PREFIX: {
    about: 'what keys in the bucket begin with, where others use it too (nothing)',
    example: 'foyer/production',
    schema: z
      .string()
      .refine(
        (text) => text.length <= 200 && isObjectKey(text),
        'is not a path like foyer/production',
      ),
  },
  FOYER_S3_ACCESS_KEY_ID: {
    about: 'name of the key that may read, write, remove and list there',
    example: 'AKIAIOSFODNN7EXAMPLE',
    schema: z.string().regex(/^[\x21-\x7e]{1,128}$/, 'is not the name of a key'),
  },
  FOYER_S3_SECRET_ACCESS_KEY: {
    about: 'the key itself',
    example: 'what the storage showed once, when the key was made',
    schema: z.string().regex(/^[\x21-\x7e]{1,256}$/, 'is not a key'),
  },
  FOYER_S3_PATH_STYLE: {
    about: 'off: the bucket stands in the host name, as Amazon wants it, and not in the path (on)',
    example: 'off',
    schema: z.enum(['on', 'off'], 'is neither on nor off'),
  },
  FOYER_ATTACHMENTS_MAX_GB: {
    about: 'gigabytes of attachments that one organization may keep (no limit)',
    example: '50',
    schema: wholeNumber.refine((count) => count >= 1, 'is less than 1'),
  },
  FOYER_BREACHED_PASSWORDS: {
    about: 'file of Have I Been Pwned, SHA-1 sorted by hash: none of these is taken as a password',
    example: '/var/lib/foyer/pwned-passwords-sha1-ordered-by-hash.txt',
    schema: z.string(),
  },
  FOYER_LOG_LEVEL: {
    about: 'fatal, error, warn, info, debug, trace or silent (info)',
    example: 'info',
    schema: z.enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'is none of fatal, error, warn, info, debug, trace, silent',
    ),
  },
  FOYER_TRUST_PROXY: {
    about: 'number of reverse proxies in front that add to X-Forwarded-For (0)',
    example: '1',
    schema: wholeNumber.refine((count) => count <= 10, 'is more than 10 proxies'),
  },
  FOYER_ALLOW_PRIVATE: {
    about: 'private addresses or ranges where identity providers of organizations may be (none)',
    example: '10.20.0.0/16,fd12:3456::/32',
    schema: addresses,
  },
  FOYER_TILE_URL: {
    about: 'map tile server for the map picker, as a template; without it the bundled map is drawn',
    example: 'https://tiles.example.com/{z}/{x}/{y}.png',
    schema: z
      .string()
      .refine(
        (text) =>
          /^https?:\/\/[\w.-]+(:\d+)?\//.test(text) &&
          ['{z}', '{x}', '{y}'].every((part) => text.includes(part)),
        'is not an http(s) address with {z}, {x} and {y} in its path',
      ),
  },
  FOYER_ORGANIZATIONS_PER_OWNER_MAX: {
    about: 'how many organizations one person may own (no limit)',
    example: '20',
    schema: wholeNumber.refine((count) => count >= 1, 'is less than 1'),
  },
  FOYER_SIGN_UP: {
    about: 'closed: nobody signs up; organizations are made by those who are here (open)',
    example: 'closed',
    schema: z.enum(['open', 'closed'], 'is neither open nor closed'),
  },
  FOYER_CREDENTIALS_PER_MINUTE: {
    about: 'how often one address may show a password in a minute; more for a large office (120)',
    example: '600',
    schema: wholeNumber.refine((count) => count >= 1, 'is less than 1'),
  },
  FOYER_DEMO: {
    about: 'off: the very first start, on loopback with the embedded database, makes no demo',
    example: 'off',
    schema: z.enum(['on', 'off'], 'is neither on nor off'),
  },
} as const

type Settings = typeof settings
type Values = { [Name in keyof Settings]?: z.infer<Settings[Name]['schema']> }

/** Reads and checks the environment; throws one StartError that lists every mistake. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const { values, mistakes } = readValues(environment)
  const host = values.FOYER_HOST ?? '127.0.0.1'
  const port = values.FOYER_PORT ?? values.PORT ?? 3000
  const onLoopback = loopbackHosts.includes(host)
  const origin = values.FOYER_ORIGIN
  const originIsLocal = origin === undefined || isLoopbackUrl(origin)
  const local = onLoopback && originIsLocal && (values.FOYER_TRUST_PROXY ?? 0) === 0
  const embedded = values.DATABASE_URL === undefined

  const mistake = (name: keyof Settings, problem: string) => {
    if (mistakes.every((other) => other.name !== name))
      mistakes.push({ name, problem, example: settings[name].example })
  }
  if (!onLoopback && origin === undefined)
    mistake('FOYER_ORIGIN', `is needed because FOYER_HOST is ${host}, which others can reach`)
  if (origin !== undefined && origin.protocol !== 'https:' && !(onLoopback && originIsLocal))
    mistake('FOYER_ORIGIN', 'must be https: passwords and cookies would travel in the clear')
  if (embedded && values.DATABASE_OWNER_URL !== undefined)
    mistake('DATABASE_URL', 'is missing beside DATABASE_OWNER_URL')
  if (values.DATABASE_URL !== undefined && values.DATABASE_URL === values.DATABASE_OWNER_URL)
    mistake('DATABASE_OWNER_URL', 'is the same role as DATABASE_URL; it must be another one')
  if (values.FOYER_SMTP_URL !== undefined && values.FOYER_MAIL_FROM === undefined)
    mistake('FOYER_MAIL_FROM', 'is needed with FOYER_SMTP_URL')
  if (values.FOYER_DEMO === 'on' && !(local && embedded))
    mistake(
      'FOYER_DEMO',
      'is on, but a demo starts by itself only on loopback with the embedded database; ' +
        'elsewhere `foyer demo` makes one, with random passwords',
    )
  for (const name of [
    'FOYER_S3_BUCKET',
    'FOYER_S3_ACCESS_KEY_ID',
    'FOYER_S3_SECRET_ACCESS_KEY',
  ] as const)
    if (values.FOYER_S3_ENDPOINT !== undefined && values[name] === undefined)
      mistake(name, 'is needed with FOYER_S3_ENDPOINT')
  if (values.FOYER_S3_ENDPOINT === undefined) {
    const alone = (Object.keys(settings) as (keyof Settings)[]).find(
      (name) => name.startsWith('FOYER_S3_') && values[name] !== undefined,
    )
    if (alone) mistake('FOYER_S3_ENDPOINT', `is missing beside ${alone}`)
  } else if (values.FOYER_ATTACHMENTS_FOLDER !== undefined)
    mistake('FOYER_ATTACHMENTS_FOLDER', 'and FOYER_S3_ENDPOINT are two storages; name one')
  if (mistakes.length > 0) throw new StartError(describeMistakes(mistakes))

  const config: Config = {
    host,
    port,
    origin: origin?.origin ?? null,
    publicUrl: origin?.origin ?? `http://localhost:${port}`,
    local,
    dataFolder: values.FOYER_DATA ?? './data',
    database:
      values.DATABASE_URL === undefined
        ? { kind: 'embedded' }
        : {
            kind: 'external',
            url: values.DATABASE_URL,
            ownerUrl: values.DATABASE_OWNER_URL ?? null,
          },
    mail:
      values.FOYER_SMTP_URL !== undefined
        ? { kind: 'smtp', url: values.FOYER_SMTP_URL, from: values.FOYER_MAIL_FROM ?? '' }
        : { kind: local && embedded ? 'mailbox' : 'none' },
    secretKey: values.FOYER_SECRET_KEY ?? null,
    oldSecretKeys: values.FOYER_SECRET_KEY_OLD ?? [],
    breachedPasswords: values.FOYER_BREACHED_PASSWORDS ?? null,
    logLevel: values.FOYER_LOG_LEVEL ?? 'info',
    attachments: storageOf(values),
    attachmentsBytesMax:
      values.FOYER_ATTACHMENTS_MAX_GB === undefined ? null : values.FOYER_ATTACHMENTS_MAX_GB * 1e9,
    allowPrivate: values.FOYER_ALLOW_PRIVATE ?? new BlockList(),
    trustedProxies: values.FOYER_TRUST_PROXY ?? 0,
    tileUrl: values.FOYER_TILE_URL ?? null,
    organizationsPerOwnerMax: values.FOYER_ORGANIZATIONS_PER_OWNER_MAX ?? null,
    signUp: values.FOYER_SIGN_UP !== 'closed',
    credentialsPerMinute: values.FOYER_CREDENTIALS_PER_MINUTE ?? null,
    demoOnFirstStart: local && embedded && values.FOYER_DEMO !== 'off',
    unknownVariables: Object.keys(environment).filter(
      (name) => /^FOYER_(?!TEST_)/.test(name) && !(name in settings),
    ),
  }
  return Object.freeze(config)
}

const storageOf = (values: Values): StorageSettings =>
  values.FOYER_S3_ENDPOINT === undefined
    ? { kind: 'folder', path: values.FOYER_ATTACHMENTS_FOLDER ?? null }
    : {
        kind: 's3',
        endpoint: values.FOYER_S3_ENDPOINT.origin,
        region: values.FOYER_S3_REGION ?? 'us-east-1',
        bucket: values.FOYER_S3_BUCKET ?? '',
        prefix: values.FOYER_S3_PREFIX ?? '',
        accessKeyId: values.FOYER_S3_ACCESS_KEY_ID ?? '',
        secretAccessKey: values.FOYER_S3_SECRET_ACCESS_KEY ?? '',
        pathStyle: values.FOYER_S3_PATH_STYLE !== 'off',
      }

/** One line for each variable, for `foyer --help`. */
export function describeSettings(): string {
  return Object.entries(settings)
    .filter(([, { about }]) => about !== '')
    .map(([name, { about }]) => `  ${name.padEnd(34)} ${about}`)
    .join('\n')
}

function readValues(environment: Record<string, string | undefined>) {
  const mistakes: Mistake[] = []
  const values: Record<string, unknown> = {}
  for (const [name, { schema, example }] of Object.entries(settings)) {
    // An empty variable is an absent one: that is how compose files and unit files leave them out.
    const text = environment[name]?.trim()
    if (text === undefined || text === '') continue
    const parsed = schema.safeParse(text)
    if (parsed.success) values[name] = parsed.data
    else mistakes.push({ name, problem: parsed.error.issues[0]?.message ?? 'is wrong', example })
  }
  // Each name was parsed by its own schema, which the loop's type cannot say.
  return { values: values as Values, mistakes }
}

function isLoopbackUrl({ hostname }: URL): boolean {
  return loopbackHosts.includes(hostname.replace(/^\[|\]$/g, '')) || hostname.endsWith('.localhost')
}

/** Names and examples, never the values: some of them are secret. */
function describeMistakes(mistakes: Mistake[]): string {
  const lines = mistakes.map(
    ({ name, problem, example }) => `  ${name} ${problem}. Example: ${example}`,
  )
  return [
    `The configuration has ${mistakes.length === 1 ? 'a mistake' : 'mistakes'}:`,
    ...lines,
  ].join('\n')
}
