import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#web/ui/format.ts'
import styles from './table-import.module.css'

interface Props {
  counts: readonly { id: string; count: number; words: string }[]
  children: ReactNode
}

/** What importing would do: how many of what, and below it what is wrong and the first rows. */
export function PreviewSection({ counts, children }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
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
        {counts.map(({ id, count, words }) => (
          <li key={id}>
            <strong>{format.number(count)}</strong> {words}
          </li>
        ))}
      </ul>
      {children}
    </section>
  )
}
