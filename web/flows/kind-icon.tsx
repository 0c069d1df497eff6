import {
  AlignLeft,
  Banknote,
  Calendar,
  CalendarClock,
  Camera,
  Clock,
  Hash,
  Info,
  Link,
  ListChecks,
  ListPlus,
  type LucideIcon,
  MapPin,
  MapPinned,
  Phone,
  Signature,
  Type,
} from 'lucide-react'
import type { ComponentKind } from '#api/flows.ts'

const icons: Record<ComponentKind, LucideIcon> = {
  view: Info,
  text: Type,
  long_text: AlignLeft,
  number: Hash,
  currency: Banknote,
  date: Calendar,
  time: Clock,
  date_time: CalendarClock,
  address: MapPin,
  coordinate: MapPinned,
  phone: Phone,
  url: Link,
  select: ListChecks,
  photo: Camera,
  signature: Signature,
  list: ListPlus,
}

/** The sign of a kind of component. */
export function KindIcon({ kind }: { kind: ComponentKind }) {
  const Icon = icons[kind]
  return <Icon size={16} strokeWidth={1.5} aria-hidden />
}
