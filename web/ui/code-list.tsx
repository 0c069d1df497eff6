import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import styles from './code-list.module.css'
import { CopyButton } from './copy-button.tsx'
import { download } from './download.ts'

interface Props {
  /** What they are, for screen readers and as the first line of the file. */
  label: string
  codes: readonly string[]
  /** With its ending: `foyer-recovery-codes.txt`. */
  fileName: string
}

/** Codes that are shown once, with the two ways to keep them. */
export function CodeList({ label, codes, fileName }: Props) {
  const { t } = useTranslation()
  const text = codes.join('\n')
  return (
    <div className={styles.codes}>
      <ul aria-label={label} className={styles.list}>
        {codes.map((code) => (
          <li key={code}>
            <code {...(code.length > 16 && { 'data-long': '' })}>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button
          icon={<Download size={16} />}
          onPress={() => download(fileName, `${label}\n\n${text}\n`)}
        >
          {t('ui.download')}
        </Button>
        <CopyButton text={text} />
      </div>
    </div>
  )
}
