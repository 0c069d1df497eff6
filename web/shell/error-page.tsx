import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useTitle } from '#web/ui/title.ts'

/** Where a page broke or could not be loaded; the frame around it stays. */
export function ErrorPage({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation()
  useTitle(t('shell.error'))
  return (
    <ErrorState
      error={error}
      action={
        // A chunk of an older build is gone after an update: only a full load brings the new ones.
        <Button onPress={() => (isMissingChunk(error) ? window.location.reload() : reset())}>
          {t('ui.try-again')}
        </Button>
      }
    />
  )
}

const isMissingChunk = (error: unknown) =>
  error instanceof TypeError && /import|module/i.test(error.message)
