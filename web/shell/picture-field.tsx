import { type ReactNode, useState } from 'react'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { PictureEditor } from '#web/ui/picture-editor.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './picture-field.module.css'

interface Props {
  label: string
  /** The tile or avatar as it stands, large. */
  picture: ReactNode
  /** Whether there is one to replace or remove. */
  isSet: boolean
  shape: 'round' | 'square'
  disabledReason?: string | null
  onSave: (picture: Blob) => Promise<unknown>
  onRemove: () => Promise<unknown>
}

const types = ['image/png', 'image/jpeg', 'image/webp']

/** A picture that one gives, cuts, replaces and takes away; saved at once. */
export function PictureField({
  label,
  picture,
  isSet,
  shape,
  disabledReason,
  onSave,
  onRemove,
}: Props) {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const [file, setFile] = useState<File | null>(null)
  const [busy, setBusy] = useState<'save' | 'remove' | null>(null)
  const run = async (what: 'save' | 'remove', work: Promise<unknown>) => {
    setBusy(what)
    try {
      await work
      setFile(null)
    } catch (error) {
      const { title, detail } = problemText(error)
      toast({ text: title, description: detail || undefined, tone: 'error' })
    } finally {
      setBusy(null)
    }
  }
  const choose = (chosen: File | null | undefined) => {
    if (!chosen) return
    if (types.includes(chosen.type)) setFile(chosen)
    else toast({ text: t('ui.picture.not-taken', { name: chosen.name }), tone: 'error' })
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own look and its legend its own place
    <div role="group" aria-label={label} className={styles.field}>
      {picture}
      <div className={styles.side}>
        <div className={styles.buttons}>
          <FileTrigger acceptedFileTypes={types} onSelect={(files) => choose(files?.item(0))}>
            <Button size="small" disabledReason={disabledReason}>
              {isSet ? t('ui.picture.replace') : t('ui.picture.choose')}
            </Button>
          </FileTrigger>
          {isSet && (
            <Button
              size="small"
              kind="ghost"
              disabledReason={disabledReason}
              isPending={busy === 'remove'}
              onPress={() => void run('remove', onRemove())}
            >
              {t('ui.picture.remove')}
            </Button>
          )}
        </div>
        <p className={styles.taken}>{t('ui.picture.taken')}</p>
      </div>
      <PictureEditor
        title={label}
        file={file}
        shape={shape}
        isPending={busy === 'save'}
        onClose={() => setFile(null)}
        onSave={(cut) => void run('save', onSave(cut))}
      />
    </div>
  )
}
