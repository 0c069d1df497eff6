import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { MatchStatus } from '#api/matches.ts'
import { useFormat } from '#web/ui/format.ts'
import { useTimeZone } from './use-time-zone.ts'

interface Times {
  status: MatchStatus
  createdAt: string
  expiresAt: string | null
  startedAt: string | null
  endsAt: string | null
  endedAt: string | null
}

/** The one moment that matters of a match, in words: since when, until when it waits, when it ended. */
export function useMatchTime(): (match: Times) => string {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  return useCallback(
    ({ status, createdAt, expiresAt, startedAt, endsAt, endedAt }) => {
      if (status === 'pending' && expiresAt)
        return t('matches.answer-by', { when: format.relative(expiresAt) })
      if (status === 'active' && startedAt)
        return endsAt
          ? t('matches.from-to', { from: format.date(startedAt), to: format.date(endsAt) })
          : t('matches.since', { when: format.date(startedAt) })
      if (status === 'ended' && endedAt)
        return t('matches.ended-on', { when: format.date(endedAt) })
      return t('matches.proposed-on', { when: format.date(createdAt) })
    },
    [t, format],
  )
}
