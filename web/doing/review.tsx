import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import { type FormFiles, useFileUrl } from '#web/shell/form-files.ts'
import { answerOf, type FormValues, takesValue } from '#web/shell/form-values.ts'
import { ValueText } from '#web/shell/value-text.tsx'
import { Button } from '#web/ui/button.tsx'
import { Facts } from '#web/ui/facts.tsx'
import styles from './doing.module.css'
import type { Step } from './steps.ts'

interface Props {
  steps: readonly Step[]
  values: FormValues
  files: FormFiles
  /** Without it there is no way back: it is only to be read. */
  onChange?: (page: number) => void
}

/** All that will be sent, page by page, each with the way back to it. */
export function Review({ steps, values, files, onChange }: Props) {
  const { t } = useTranslation()
  if (steps.length === 0) return <p className={styles.quiet}>{t('doing.nothing-asked')}</p>
  return steps.map(({ page, title, components }) => (
    <section key={page} className={styles.answers}>
      <div className={styles.answersHead}>
        <h3>{title}</h3>
        {onChange && (
          <Button
            size="small"
            aria-label={t('doing.change-page', { title })}
            onPress={() => onChange(page)}
          >
            {t('doing.change')}
          </Button>
        )}
      </div>
      <Facts
        facts={components.filter(takesValue).map((component) => ({
          name: component.title,
          value: (
            <Answer component={component} value={answerOf(values, component.id)} files={files} />
          ),
        }))}
      />
    </section>
  ))
}

function Answer({
  component,
  value,
  files,
}: {
  component: Component
  value: FormValues[string] | undefined
  files: FormFiles
}) {
  const isFile = component.kind === 'photo' || component.kind === 'signature'
  const ids = isFile ? [value ?? []].flat().map(String) : []
  if (ids.length === 0) return <ValueText component={component} value={value} />
  return (
    <span className={styles.pictures}>
      {ids.map((id) => (
        <Picture key={id} id={id} alt={component.title} files={files} />
      ))}
    </span>
  )
}

function Picture({ id, alt, files }: { id: string; alt: string; files: FormFiles }) {
  const url = useFileUrl(files, id)
  return url ? <img src={url} alt={alt} className={styles.picture} /> : null
}
