import { judgeComponents } from '#api/conditions.ts'
import { type Component, countsOf, type FlowPage } from '#api/flows.ts'
import type { TaskValues } from '#api/tasks.ts'
import type { DemoOrganization } from './demo-data.ts'

const contacts = [
  'Rina Hartono',
  'Agus Salim',
  'Dewi Wijaya',
  'Hendra Gunawan',
  'Siti Rahma',
  'Bambang Prasetyo',
  'Lim Wei Ling',
]
const streets = [
  'Jl. Melati 12',
  'Jl. Kenanga 8',
  'Jl. Diponegoro 101',
  'Jl. Anggrek 21',
  'Jl. Pahlawan 45',
  'Jl. Merdeka 77',
]

/**
 * Believable answers for what a form must have, behind those that stand, with the conditions that they meet; and a place
 * wherever it asks for one. Pictures it cannot take.
 */
export function believableAnswers(
  pages: readonly FlowPage[],
  stands: TaskValues,
  demo: DemoOrganization,
  turn: number,
  on: Date,
): TaskValues {
  const given: TaskValues = {}
  for (const component of pages.flatMap(({ components }) => components)) {
    const { id, kind } = component
    if (Object.hasOwn(stands, id)) continue
    const judged = judgeComponents(pages, { ...stands, ...given }).get(id)
    if (judged?.required || (judged?.shown && kind === 'coordinate')) {
      const value = answer(component, demo, turn, on)
      if (value !== null) given[id] = value
    }
  }
  return given
}

function answer(
  component: Component,
  demo: DemoOrganization,
  turn: number,
  on: Date,
): TaskValues[string] {
  const { id, kind, title, options = [] } = component
  const inIndonesian = demo.language === 'id'
  const hub = demo.hubs[turn % demo.hubs.length]
  switch (kind) {
    case 'text':
      if (/number|code|lading/.test(id)) return `${id.slice(0, 2).toUpperCase()}-${2041 + turn * 7}`
      return /name|by$|contact/.test(id)
        ? (contacts[turn % contacts.length] ?? title)
        : `${title} ${turn + 1}`
    case 'long_text':
      return inIndonesian ? 'Semua berjalan baik.' : 'Everything went as planned.'
    case 'number':
      return 2 + (turn % 9)
    case 'currency':
      return 250_000 + turn * 15_000
    case 'address':
      return hub?.address.includes('Jl.')
        ? (streets[turn % streets.length] ?? hub.address)
        : (hub?.address ?? title)
    case 'phone':
      return `+62 812 5550 ${String(3000 + turn)}`
    case 'coordinate': {
      // Some streets away from the hub, in another direction each time.
      const [north, east] = [Math.cos(turn) * 0.02, Math.sin(turn) * 0.02]
      return hub
        ? `${(hub.latitude + north).toFixed(5)}, ${(hub.longitude + east).toFixed(5)}`
        : null
    }
    case 'date':
      return on.toISOString().slice(0, 10)
    case 'time':
      return '09:30'
    case 'list':
      return inIndonesian
        ? ['Kopi 1 kg × 5', 'Teh 250 g × 12']
        : ['Coffee 1 kg × 5', 'Tea 250 g × 12']
    case 'select':
      return countsOf(component).max > 1 ? options.slice(0, 2) : (options[0] ?? null)
    default:
      return null
  }
}
