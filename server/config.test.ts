import { randomBytes } from 'node:crypto'
import { BlockList } from 'node:net'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { StartError } from './platform/start-error.ts'

const external = {
  DATABASE_URL: 'postgresql://foyer:pw@db.example.com/foyer',
  DATABASE_OWNER_URL: 'postgresql://foyer_owner:pw@db.example.com/foyer',
}
const open = { FOYER_HOST: '0.0.0.0', FOYER_ORIGIN: 'https://foyer.example.com' }

const bucket = {
  FOYER_S3_ENDPOINT: 'https://s3.example.com',
  FOYER_S3_BUCKET: 'photos',
  FOYER_S3_ACCESS_KEY_ID: 'AKIA',
  FOYER_S3_SECRET_ACCESS_KEY: 'secret/+key',
}

function mistakes(environment: Record<string, string>): string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    return error.message.split('\n').slice(1)
  }
}

describe('OP1: configuration', () => {
  test('nothing set: loopback, embedded database, development mailbox, demo', () => {
    expect(readConfig({ HOME: '/home/ann' })).toEqual({
      host: '127.0.0.1',
      port: 3000,
      origin: null,
      publicUrl: 'http://localhost:3000',
      local: true,
      dataFolder: './data',
      database: { kind: 'embedded' },
      mail: { kind: 'mailbox' },
      secretKey: null,
      oldSecretKeys: [],
      breachedPasswords: null,
      attachments: { kind: 'folder', path: null },
      attachmentsBytesMax: null,
      allowPrivate: new BlockList(),
      logLevel: 'info',
      trustedProxies: 0,
      tileUrl: null,
      organizationsPerOwnerMax: null,
      signUp: true,
      credentialsPerMinute: null,
      demoOnFirstStart: true,
      unknownVariables: [],
    })
  })

  test('everything set', () => {
    const key = randomBytes(32)
    const config = readConfig({
      ...open,
      ...external,
      PORT: '1',
      FOYER_PORT: '8443',
      FOYER_DATA: '/srv/foyer',
      FOYER_SMTP_URL: 'smtps://u:p@mail.example.com:465',
      FOYER_MAIL_FROM: 'Foyer <no-reply@example.com>',
      FOYER_SECRET_KEY: key.toString('base64'),
      FOYER_LOG_LEVEL: 'debug',
      FOYER_BREACHED_PASSWORDS: '/srv/pwned.txt',
      FOYER_TRUST_PROXY: '2',
      FOYER_TILE_URL: 'https://tiles.example.com/{z}/{x}/{y}.png',
      FOYER_ORGANIZATIONS_PER_OWNER_MAX: '20',
      FOYER_CREDENTIALS_PER_MINUTE: '600',
      FOYER_ATTACHMENTS_MAX_GB: '50',
      ...bucket,
      FOYER_S3_REGION: 'eu-central-1',
      FOYER_S3_PREFIX: 'foyer/one',
      FOYER_S3_PATH_STYLE: 'off',
      FOYER_DEMO: 'off',
      FOYER_PROT: '1',
    })
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 8443,
      origin: 'https://foyer.example.com',
      local: false,
      dataFolder: '/srv/foyer',
      database: {
        kind: 'external',
        url: external.DATABASE_URL,
        ownerUrl: external.DATABASE_OWNER_URL,
      },
      mail: { kind: 'smtp', from: 'Foyer <no-reply@example.com>' },
      breachedPasswords: '/srv/pwned.txt',
      attachments: {
        kind: 's3',
        endpoint: 'https://s3.example.com',
        region: 'eu-central-1',
        bucket: 'photos',
        prefix: 'foyer/one',
        accessKeyId: 'AKIA',
        secretAccessKey: 'secret/+key',
        pathStyle: false,
      },
      attachmentsBytesMax: 50e9,
      trustedProxies: 2,
      organizationsPerOwnerMax: 20,
      credentialsPerMinute: 600,
      demoOnFirstStart: false,
      unknownVariables: ['FOYER_PROT'],
    })
    expect(config.secretKey?.equals(key)).toBe(true)
    expect(Object.isFrozen(config)).toBe(true)
  })

  test('SS4: private addresses are allowed one by one or by range, and no others', () => {
    const { allowPrivate } = readConfig({
      FOYER_ALLOW_PRIVATE: '10.1.0.0/16, 127.0.0.1,fd12::/32,::1',
    })
    for (const address of ['10.1.2.3', '127.0.0.1', 'fd12:0:1::1', '::1'])
      expect(allowPrivate.check(address, address.includes(':') ? 'ipv6' : 'ipv4')).toBe(true)
    for (const address of ['10.2.0.1', '127.0.0.2', 'fd13::1', '::2'])
      expect(allowPrivate.check(address, address.includes(':') ? 'ipv6' : 'ipv4')).toBe(false)
  })

  test('an empty variable is an absent one', () => {
    expect(readConfig({ FOYER_PORT: '', DATABASE_URL: ' ' })).toEqual(readConfig({}))
  })

  test('all mistakes are reported together, with an example, without the value', () => {
    const lines = mistakes({
      FOYER_PORT: 'http',
      FOYER_HOST: '0.0.0.0',
      FOYER_SECRET_KEY: 'c2hvcnQgc2VjcmV0',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
      FOYER_SMTP_URL: 'smtp://mail.example.com',
    })
    expect(new Set(lines.map((line) => line.trim().split(' ')[0]))).toEqual(
      new Set([
        'DATABASE_URL',
        'FOYER_MAIL_FROM',
        'FOYER_ORIGIN',
        'FOYER_PORT',
        'FOYER_SECRET_KEY',
      ]),
    )
    for (const line of lines) expect(line).toMatch(/\. Example: /)
    expect(lines.join()).not.toMatch(/hunter2|c2hvcnQ/)
  })

  test.each([
    ['FOYER_PORT', { FOYER_PORT: '70000' }],
    ['FOYER_PORT', { FOYER_PORT: 'tcp://10.0.0.1:3000' }],
    ['FOYER_HOST', { FOYER_HOST: 'a b' }],
    ['FOYER_ORIGIN', { FOYER_HOST: '::' }],
    ['FOYER_ORIGIN', { ...open, FOYER_ORIGIN: 'http://foyer.example.com' }],
    ['FOYER_ORIGIN', { ...open, FOYER_ORIGIN: 'https://foyer.example.com/app' }],
    ['FOYER_ORIGIN', { FOYER_ORIGIN: 'http://foyer.example.com' }],
    ['FOYER_ORIGIN', { ...open, FOYER_ORIGIN: 'http://localhost:3000' }],
    ['DATABASE_URL', { DATABASE_OWNER_URL: external.DATABASE_OWNER_URL }],
    ['DATABASE_OWNER_URL', { ...external, DATABASE_OWNER_URL: external.DATABASE_URL }],
    ['FOYER_MAIL_FROM', { FOYER_SMTP_URL: 'smtp://h', FOYER_MAIL_FROM: 'nobody' }],
    ['FOYER_S3_BUCKET', { ...bucket, FOYER_S3_BUCKET: '' }],
    ['FOYER_S3_BUCKET', { ...bucket, FOYER_S3_BUCKET: 'a/b' }],
    ['FOYER_S3_ACCESS_KEY_ID', { ...bucket, FOYER_S3_ACCESS_KEY_ID: '' }],
    ['FOYER_S3_SECRET_ACCESS_KEY', { ...bucket, FOYER_S3_SECRET_ACCESS_KEY: '' }],
    ['FOYER_S3_ENDPOINT', { ...bucket, FOYER_S3_ENDPOINT: '' }],
    ['FOYER_S3_ENDPOINT', { ...bucket, FOYER_S3_ENDPOINT: 'https://s3.example.com/photos' }],
    ['FOYER_S3_PREFIX', { ...bucket, FOYER_S3_PREFIX: '../other' }],
    ['FOYER_S3_PREFIX', { ...bucket, FOYER_S3_PREFIX: '/foyer/' }],
    ['FOYER_ATTACHMENTS_FOLDER', { ...bucket, FOYER_ATTACHMENTS_FOLDER: '/srv/objects' }],
    ['FOYER_ATTACHMENTS_MAX_GB', { FOYER_ATTACHMENTS_MAX_GB: '0' }],
    ['FOYER_LOG_LEVEL', { FOYER_LOG_LEVEL: 'loud' }],
    ['FOYER_TRUST_PROXY', { FOYER_TRUST_PROXY: 'yes' }],
    ['FOYER_ALLOW_PRIVATE', { FOYER_ALLOW_PRIVATE: 'idp.internal' }],
    ['FOYER_ALLOW_PRIVATE', { FOYER_ALLOW_PRIVATE: '10.0.0.0/33' }],
    ['FOYER_ALLOW_PRIVATE', { FOYER_ALLOW_PRIVATE: '10.0.0.0/' }],
    ['FOYER_ALLOW_PRIVATE', { FOYER_ALLOW_PRIVATE: '10.0.0.0/8/8' }],
    ['FOYER_ALLOW_PRIVATE', { FOYER_ALLOW_PRIVATE: '10.0.0.1,,10.0.0.2' }],
    ['FOYER_ORGANIZATIONS_PER_OWNER_MAX', { FOYER_ORGANIZATIONS_PER_OWNER_MAX: '0' }],
    ['FOYER_TILE_URL', { FOYER_TILE_URL: 'https://tiles.example.com/map.png' }],
    ['FOYER_TILE_URL', { FOYER_TILE_URL: 'https://e.com; script-src * /{z}/{x}/{y}' }],
    ['FOYER_DEMO', { FOYER_DEMO: 'on', ...external }],
    ['FOYER_DEMO', { FOYER_DEMO: 'on', ...open }],
  ])('%s is refused: %o', (name, environment) => {
    expect(mistakes(environment)).toEqual([expect.stringMatching(`^  ${name} `)])
  })

  test.each([
    { FOYER_ORIGIN: 'https://foyer.example.com/' },
    { FOYER_ORIGIN: 'http://localhost:8080' },
    { FOYER_ORIGIN: 'http://[::1]:3000', FOYER_HOST: '::1' },
    { DATABASE_URL: 'postgres://foyer:pw@%2Fvar%2Frun%2Fpostgresql:5432/foyer' },
    { FOYER_MAIL_FROM: 'no-reply@example.com' },
    { FOYER_ATTACHMENTS_FOLDER: '/srv/objects' },
    { ...bucket, FOYER_S3_ENDPOINT: 'http://minio:9000' },
  ])('is accepted: %o', (environment) => {
    expect(mistakes(environment)).toEqual([])
  })

  test.each([
    ['a foreign database', external],
    ['another host', open],
    [
      'an origin of the outside, behind a proxy on this machine',
      { FOYER_ORIGIN: open.FOYER_ORIGIN },
    ],
    ['a proxy in front', { FOYER_TRUST_PROXY: '1' }],
  ])('OP2: with %s there is neither a demo nor a development mailbox', (_, environment) => {
    expect(readConfig(environment)).toMatchObject({
      mail: { kind: 'none' },
      demoOnFirstStart: false,
    })
  })
})
