import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowPage } from '#api/flows.ts'
import { FormPage } from '#web/shell/form-page.tsx'
import { type FormValues, startingValues } from '#web/shell/form-values.ts'
import { Tabs } from '#web/ui/tabs.tsx'
import styles from './flows.module.css'

/** What whoever fills it in will see, page by page; to be tried out, and never sent. */
export function Preview({ pages }: { pages: readonly FlowPage[] }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState('0')
  const at = Math.min(Number(chosen), pages.length - 1)
  const page = pages[at]
  return (
    <aside aria-label={t('flows.preview')} className={styles.preview}>
      <h2 className={styles.previewTitle}>{t('flows.preview')}</h2>
      <div className={styles.phone}>
        <Tabs
          label={t('flows.pages')}
          tabs={pages.map(({ title }, index) => ({
            id: String(index),
            label: title || t('flows.untitled'),
          }))}
          value={String(at)}
          onChange={setChosen}
        >
          {page && <PreviewPage key={at} page={page} />}
        </Tabs>
      </div>
    </aside>
  )
}

function PreviewPage({ page }: { page: FlowPage }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<FormValues>({})
  return (
    <div className={styles.previewPage}>
      {page.components.some(({ visible }) => visible) ? (
        <FormPage
          components={page.components}
          values={{ ...startingValues(page.components), ...typed }}
          onChange={(next) => setTyped((before) => ({ ...before, ...next }))}
        />
      ) : (
        <p className={styles.none}>{t('flows.no-fields')}</p>
      )}
    </div>
  )
}
