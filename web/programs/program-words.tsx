import { useTranslation } from 'react-i18next'
import { type ProgramKind, type ProgramRole, rolesOfKind } from '#api/programs.ts'
import type { Tone } from '#web/ui/badge.tsx'
import { useFormat } from '#web/ui/format.ts'
import { StatusDot } from '#web/ui/status-dot.tsx'

type State = 'archived' | 'frozen' | 'open' | 'closed'

const tones: Record<State, Tone> = {
  archived: 'neutral',
  frozen: 'blue',
  open: 'green',
  closed: 'neutral',
}

/** Whether one can register now. */
export function RegistrationState({
  open,
  archived,
  whole = false,
}: {
  open: boolean
  archived: boolean
  /** Where no heading says that it is about registration. */
  whole?: boolean
}) {
  const { t } = useTranslation()
  const state = archived ? 'archived' : open ? 'open' : 'closed'
  return (
    <StatusDot tone={tones[state]}>
      {t(`programs.${whole ? 'registration-is' : 'registration'}.${state}`)}
    </StatusDot>
  )
}

export const rolesOf = (kind: ProgramKind): readonly ProgramRole[] => rolesOfKind[kind]

/** "1 Feb 2026 – 31 Jul 2026", "until 31 Jul 2026"; null where a program has no days. */
export function useProgramDays(): (days: {
  startsOn: string | null
  endsOn: string | null
}) => string | null {
  const { t } = useTranslation()
  // A day of the organization is the same day for everybody.
  const format = useFormat('UTC')
  return ({ startsOn, endsOn }) => {
    const from = startsOn && format.date(startsOn)
    const to = endsOn && format.date(endsOn)
    if (from && to) return t('matches.from-to', { from, to })
    if (from) return t('programs.from', { from })
    return to ? t('programs.until', { to }) : null
  }
}
