import pino from 'pino'

/** What server code needs of a logger: fields first, then a fixed message. */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

const secretFields = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'newPassword',
  'token',
  'pendingToken',
  'secret',
]

/**
 * JSON lines, one an event, to `destination` or standard output, with the usual secret fields blanked at the top and
 * two levels down (fields of requests, headers, errors).
 */
export function createLog(level: LogLevel, destination?: pino.DestinationStream): pino.Logger {
  const below = (prefix: string) =>
    secretFields.map((field) =>
      field.startsWith('[') ? `${prefix}${field}` : `${prefix}.${field}`,
    )
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    redact: {
      paths: [...secretFields, ...below('*'), ...below('*.*')],
      censor: '[redacted]',
    },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** The driver hangs its whole connection on the error of one that broke: thousands of characters that tell nothing. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { client: _, ...told } = pino.stdSerializers.err(error)
  return told
}
