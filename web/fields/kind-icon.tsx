import {
  AlignLeft,
  Calendar,
  CircleDot,
  Hash,
  ListChecks,
  type LucideIcon,
  Type,
} from 'lucide-react'
import type { FieldKind } from '#api/fields.ts'

const icons: Record<FieldKind, LucideIcon> = {
  text: Type,
  long_text: AlignLeft,
  number: Hash,
  date: Calendar,
  single_choice: CircleDot,
  multiple_choice: ListChecks,
}

/** The sign of a kind of field. */
export function KindIcon({ kind }: { kind: FieldKind }) {
  const Icon = icons[kind]
  return <Icon size={16} strokeWidth={1.5} aria-hidden />
}
