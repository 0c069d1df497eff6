import { Upload } from 'lucide-react'
import { useState } from 'react'
import { DropZone } from 'react-aria-components/DropZone'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import styles from './file-drop.module.css'

interface Props {
  /** What the file is for: "Choose a CSV file". */
  label: string
  /** What is taken, in words: "CSV, up to 20 MB". */
  taken: string
  /** Media types, and ends of names with their dot for files whose type a browser does not know. */
  types: readonly string[]
  bytesMax: number
  isPending?: boolean
  disabledReason?: string | null
  onFile: (file: File) => void
}

/** Takes one file, dropped, pasted or chosen by a button; says at once what it does not take. */
export function FileDrop({
  label,
  taken,
  types,
  bytesMax,
  isPending = false,
  disabledReason,
  onFile,
}: Props) {
  const { t } = useTranslation()
  const [refusal, setRefusal] = useState<string | null>(null)
  const take = (file: File | undefined) => {
    if (!file) return
    const known = types.some((type) =>
      type.startsWith('.') ? file.name.toLowerCase().endsWith(type) : file.type === type,
    )
    if (!known) return setRefusal(t('ui.file.not-taken', { name: file.name, taken }))
    if (file.size > bytesMax) return setRefusal(t('ui.file.too-large', { name: file.name, taken }))
    setRefusal(null)
    onFile(file)
  }
  const idle = !isPending && !disabledReason
  return (
    <DropZone
      className={cx(styles.zone)}
      aria-label={label}
      isDisabled={!idle}
      getDropOperation={() => 'copy'}
      onDrop={async ({ items }) => {
        const [file] = items.filter((item) => item.kind === 'file')
        take(await file?.getFile())
      }}
    >
      <Upload size={20} strokeWidth={1.5} aria-hidden className={styles.icon} />
      <p className={styles.label}>{label}</p>
      <p className={styles.taken}>{taken}</p>
      <FileTrigger
        acceptedFileTypes={types}
        onSelect={(files) => take(files?.item(0) ?? undefined)}
      >
        <Button isPending={isPending} disabledReason={disabledReason}>
          {t('ui.file.choose')}
        </Button>
      </FileTrigger>
      {refusal && (
        <p role="alert" className={styles.refusal}>
          {refusal}
        </p>
      )}
    </DropZone>
  )
}
