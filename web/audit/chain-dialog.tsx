import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { getAuditChain } from '#api/audit.ts'
import type { Returned } from '#api/route.ts'
import { client } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { cx } from '#web/ui/cx.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './audit.module.css'
import { useCheckWords } from './use-check-words.ts'

interface Props {
  head: Returned<typeof getAuditChain>['head']
  onClose: () => void
}

/** What the chain is good for, its head to keep elsewhere, and comparing with one that was kept. */
export function ChainDialog({ head, onClose }: Props) {
  const { t } = useTranslation()
  const said = useCheckWords()
  const [kept, setKept] = useState('')
  const check = useMutation({
    mutationFn: () => client.checkAuditChain({ body: { head: readHead(kept) ?? undefined } }),
  })
  return (
    <Dialog title={t('audit.chain.title')} isOpen onClose={onClose}>
      <div className={styles.about}>
        <p className={styles.prose}>{t('audit.chain.text')}</p>
        {head && (
          <div className={styles.head}>
            <span className={styles.name}>{t('audit.chain.head')}</span>
            <code className={styles.code}>{`${head.number}:${head.hash}`}</code>
            <CopyButton
              size="small"
              text={`${head.number}:${head.hash}`}
              what={t('audit.chain.head')}
            />
          </div>
        )}
        <p className={styles.prose}>{t('audit.chain.keep')}</p>
      </div>
      <Form
        error={check.error}
        isPending={check.isPending}
        leaveFreely
        onSubmit={() => check.mutate()}
      >
        <TextField
          label={t('audit.chain.kept')}
          help={t('audit.chain.kept-help')}
          name="head"
          value={kept}
          onChange={setKept}
          maxLength={100}
          isRequired
          validate={(text) => (readHead(text) ? null : t('audit.chain.kept-wrong'))}
        />
        {check.data && (
          <p
            role="status"
            className={cx(styles.found, check.data.broken ? styles.bad : styles.good)}
          >
            {said(check.data)}
          </p>
        )}
        <FormActions>
          <SubmitButton>{t('audit.chain.compare')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.close')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

/** `12:9f86…`, as it was copied. */
function readHead(text: string): { number: number; hash: string } | null {
  const [, number, hash] = /^\s*([1-9]\d{0,14}):([0-9a-f]{64})\s*$/i.exec(text) ?? []
  return number && hash ? { number: Number(number), hash } : null
}
