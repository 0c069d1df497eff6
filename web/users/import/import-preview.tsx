import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { previewUserImport } from '#api/imports.ts'
import type { Returned } from '#api/route.ts'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './import.module.css'
import { Scrolls } from './scrolls.tsx'

export type Preview = Returned<typeof previewUserImport>

const outcomes = ['add', 'update', 'unchanged', 'refuse'] as const
/** As many as the server names. */
const errorsMax = 500
const tones = { add: 'green', update: 'blue', unchanged: 'neutral', refuse: 'red' } as const

/** What importing would do: how many, what is wrong by line, and the first rows. */
export function ImportPreview({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { errors, rows } = preview
  const heading =
    errors.length < errorsMax
      ? t('imports.errors', { count: errors.length })
      : t('imports.errors-first', { count: errors.length })
  // Whoever asked for it is led to it: what starts the import stands below, and is not what was just pressed.
  const section = useRef<HTMLElement>(null)
  useEffect(() => {
    section.current?.focus({ preventScroll: true })
    section.current?.scrollIntoView({ block: 'start' })
  }, [])
  return (
    <section ref={section} tabIndex={-1} className={styles.preview} aria-labelledby="preview">
      <h3 id="preview" className={styles.heading}>
        {t('imports.preview-heading')}
      </h3>
      <ul className={styles.counts}>
        {outcomes.map((outcome) => (
          <li key={outcome}>
            <strong>{format.number(preview[outcome])}</strong> {t(`imports.outcomes.${outcome}`)}
          </li>
        ))}
      </ul>
      {errors.length > 0 && (
        <>
          <h4 className={styles.heading}>{heading}</h4>
          <Scrolls label={heading}>
            <table className={cx(styles.rows, styles.cards)}>
              <thead>
                <tr>
                  <th scope="col">{t('imports.line-heading')}</th>
                  <th scope="col">{t('imports.column-heading')}</th>
                  <th scope="col">{t('imports.value-heading')}</th>
                  <th scope="col">{t('imports.reason-heading')}</th>
                </tr>
              </thead>
              <tbody>
                {errors.map(({ line, column, value, reason }, at) => (
                  // Two columns of one name may be wrong in the same way.
                  // biome-ignore lint/suspicious/noArrayIndexKey: a preview does not change
                  <tr key={at}>
                    <th scope="row">{line}</th>
                    <td>{column ?? ''}</td>
                    <td>{value}</td>
                    <td className={styles.reason}>{t(`operations.reasons.${reason}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolls>
          <p className={styles.note}>{t('imports.errors-note')}</p>
        </>
      )}
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
    </section>
  )
}
