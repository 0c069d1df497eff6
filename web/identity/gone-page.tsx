import { LinkIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Note } from '#web/shell/note.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import styles from './identity.module.css'

/** A link that is good for nothing any more: why that may be, and what to do. */
export function GonePage({ text, renew = false }: { text: string; renew?: boolean }) {
  const { t } = useTranslation()
  const { go } = useGo()
  return (
    <CardPage title={t('set-password.gone-title')} lead={t('set-password.gone-lead')}>
      <div className={styles.stack}>
        <Note icon={<LinkIcon size={16} />}>{text}</Note>
        {renew && (
          <Button kind="primary" size="large" wide onPress={() => go(paths.forgotPassword())}>
            {t('forgot-password.title')}
          </Button>
        )}
        <Button size="large" wide onPress={() => go(paths.signIn())}>
          {t('set-password.to-sign-in')}
        </Button>
      </div>
    </CardPage>
  )
}
