import { Siren } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { Banner } from './banner.tsx'
import type { Session } from './session.ts'
import { asClock, useCountdown } from './use-countdown.ts'

/** DR6: what a break-glass code opened, for how long yet, and the way to all the rest. */
export function GlassBanner({ session, until }: { session: Session; until: string }) {
  const { t } = useTranslation()
  const { slug } = session.organization
  const left = useCountdown(Date.parse(until))
  const isOver = left === 0
  useEffect(() => {
    if (isOver) window.location.assign(paths.door(slug))
  }, [isOver, slug])
  return (
    <Banner
      label={t('shell.glass.title')}
      tone="amber"
      icon={<Siren size={16} aria-hidden />}
      action={
        <Button size="small" onPress={() => window.location.assign(paths.door(slug))}>
          {t('shell.glass.sign-in')}
        </Button>
      }
    >
      {t('shell.glass.open')} <b role="timer">{t('shell.glass.left', { time: asClock(left) })}</b>
    </Banner>
  )
}
