import { useTranslation } from 'react-i18next'
import type { previewUserImport } from '#api/imports.ts'
import type { Returned } from '#api/route.ts'
import { Mistakes } from '#web/shell/table-import/mistakes.tsx'
import { PreviewSection } from '#web/shell/table-import/preview-section.tsx'
import { Scrolls } from '#web/shell/table-import/scrolls.tsx'
import styles from '#web/shell/table-import/table-import.module.css'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'

export type Preview = Returned<typeof previewUserImport>

const outcomes = ['add', 'update', 'unchanged', 'refuse'] as const
const tones = { add: 'green', update: 'blue', unchanged: 'neutral', refuse: 'red' } as const

/** What importing would do: how many, what is wrong by line, and the first people. */
export function ImportPreview({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const { errors, rows } = preview
  const counts = outcomes.map((id) => ({
    id,
    count: preview[id],
    words: t(`imports.outcomes.${id}`),
  }))
  return (
    <PreviewSection counts={counts}>
      <Mistakes
        mistakes={errors.map((one) => ({ ...one, words: t(`operations.reasons.${one.reason}`) }))}
      />
      <h4 className={styles.heading}>{t('imports.first-people', { count: rows.length })}</h4>
      <Scrolls label={t('imports.first-people', { count: rows.length })}>
        <table className={cx(styles.rows, styles.cards)}>
          <thead>
            <tr>
              <th scope="col">{t('imports.line-heading')}</th>
              <th scope="col">{t('imports.name-heading')}</th>
              <th scope="col">{t('imports.email-heading')}</th>
              <th scope="col">{t('imports.outcome-heading')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, outcome, email, name }) => (
              <tr key={line}>
                <th scope="row">{line}</th>
                <td>{name}</td>
                <td>{email}</td>
                <td>
                  <Badge tone={tones[outcome]}>{t(`imports.badges.${outcome}`)}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </PreviewSection>
  )
}
