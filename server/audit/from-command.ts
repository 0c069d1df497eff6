import { randomUUID } from 'node:crypto'
import type { Where } from './add-audit-event.ts'

/** Where something came from that whoever runs this server did on its command line (OP4). */
export const fromCommand = (): Where => ({ id: randomUUID(), ip: null, userAgent: null })
