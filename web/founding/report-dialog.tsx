import { useQuery } from '@tanstack/react-query'
import { Check, Minus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { copyKinds } from '#api/founding.ts'
import { query } from '#web/api.ts'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import styles from './founding.module.css'
import { NoteList } from './note-list.tsx'

/** What was copied, changed and dropped, and why: to be read in ten seconds (CR5). */
export function ReportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { organization } = useSession()
  const { data, error, refetch } = useQuery(query('getFoundingReport'))
  const report = data?.report
  return (
    <Dialog
      title={t('founding.ready', { name: organization.name })}
      lead={
        report &&
        (report.source
          ? t('founding.ready-copied', { name: report.source.name })
          : t('founding.ready-empty'))
      }
      isOpen
      onClose={onClose}
      actions={
        <Button kind="primary" autoFocus onPress={onClose}>
          {t('founding.go')}
        </Button>
      }
    >
      {report ? (
        // Where it is longer than the screen, the keyboard must reach it to scroll.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <section aria-label={t('founding.report')} tabIndex={0} className={styles.report}>
          <ul className={styles.figures}>
            {report.source &&
              copyKinds.map((kind) => (
                <Figure
                  key={kind}
                  came={report.copied[kind] > 0}
                  text={t(`founding.kinds.${kind}.count`, { count: report.copied[kind] })}
                  note={report.copied[kind] > 0 ? t('founding.copied') : t('founding.not-copied')}
                />
              ))}
            {report.defaults.roles > 0 && (
              <Figure
                came
                text={t('founding.default-roles', { count: report.defaults.roles })}
                note={t('founding.from-templates')}
              />
            )}
            {report.defaults.flows > 0 && (
              <Figure
                came
                text={t('founding.default-flows', { count: report.defaults.flows })}
                note={t('founding.from-templates')}
              />
            )}
          </ul>
          <NoteList title={t('founding.changed')} notes={report.changed} />
          {report.source && (
            <NoteList
              title={t('founding.dropped', { name: report.source.name })}
              notes={report.dropped}
            />
          )}
          <p className={styles.samples}>{t('founding.samples')}</p>
        </section>
      ) : error ? (
        error instanceof ApiError && error.type === 'not-found' ? (
          <p className={styles.samples}>{t('founding.no-report')}</p>
        ) : (
          <ErrorState error={error} retry={() => void refetch()} />
        )
      ) : (
        <ListSkeleton label={t('founding.report')} />
      )}
    </Dialog>
  )
}

function Figure({ came, text, note }: { came: boolean; text: string; note: string }) {
  return (
    <li className={styles.figure}>
      <span className={cx(styles.sign, came && styles.came)}>
        {came ? <Check size={14} strokeWidth={2.5} /> : <Minus size={14} />}
      </span>
      <span className={styles.figureText}>{text}</span>
      <span className={styles.figureNote}>{note}</span>
    </li>
  )
}
