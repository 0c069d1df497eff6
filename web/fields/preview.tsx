import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldId } from '#api/common.ts'
import type { Field, FieldValue } from '#api/fields.ts'
import { FieldAnswer } from '#web/shell/field-answers.tsx'
import { PanelSection } from '#web/ui/panel.tsx'
import styles from './fields.module.css'

/** The question as a member sees it; what is typed here goes nowhere. */
export function Preview({ field }: { field: Omit<Field, 'id'> }) {
  const { t } = useTranslation()
  const [answer, setAnswer] = useState<FieldValue>(null)
  // Options are written in the meantime, and one without words is none yet.
  const options = field.options.filter(({ label }) => label.trim())
  // It has none before it is made, and nothing is sent.
  const id = 'preview' as FieldId
  return (
    <PanelSection title={t('fields.preview')}>
      <div className={styles.preview}>
        <FieldAnswer
          key={field.kind}
          field={{
            ...field,
            id,
            name: field.name.trim() || t('fields.name'),
            options,
          }}
          value={answer}
          onChange={setAnswer}
          whose="mine"
          part="preview"
        />
      </div>
    </PanelSection>
  )
}
