import { Card } from '#web/ui/card.tsx'
import styles from './table-import.module.css'

/** What a file may hold and what becomes of it, in a few words each. */
export const ImportRules = ({
  heading,
  rules,
}: {
  heading: string
  rules: readonly { name: string; text: string }[]
}) => (
  <Card title={heading}>
    <dl className={styles.rules}>
      {rules.map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  </Card>
)
