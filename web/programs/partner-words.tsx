import { Sparkles } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MyMatch } from '#api/matches.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './programs.module.css'

/** What unites two, of the answers that both may read: "Topics: Leadership and Finance". */
export function SharedReasons({ reasons }: Pick<MyMatch, 'reasons'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const said = reasons.filter(({ agreed }) => agreed.length > 0)
  if (said.length === 0) return null
  return (
    <div className={styles.shared}>
      <Sparkles size={14} aria-hidden />
      <ul aria-label={t('programs.in-common')} className={styles.reasons}>
        {said.map(({ title, agreed }) => (
          <li key={title}>
            <span className={styles.question}>{/[?!.:]$/.test(title) ? title : `${title}:`}</span>{' '}
            <b>{format.list(agreed)}</b>
          </li>
        ))}
      </ul>
    </div>
  )
}

type Answers = Pick<MyMatch['partners'][number], 'answers'>

/** What somebody answered to questions that others may read. */
export function PartnerAnswers({ partner: { answers } }: { partner: Answers }) {
  const { t } = useTranslation()
  const format = useFormat()
  const given = answers.flatMap(({ title, value, labels }) => {
    const text =
      labels.length > 0
        ? format.list(labels)
        : typeof value === 'number'
          ? format.number(value)
          : String(value ?? '')
    return text ? [{ title, text }] : []
  })
  return <ToldAnswers title={t('programs.answers')} given={given} />
}

interface Told {
  title: string
  given: readonly { title: string; text: string }[]
}

/** Questions with what was answered, folded; nothing where nothing was. */
export function ToldAnswers({ title: heading, given }: Told) {
  if (given.length === 0) return null
  return (
    <details className={styles.more}>
      <summary>{heading}</summary>
      <dl className={styles.answers}>
        {given.map(({ title, text }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
