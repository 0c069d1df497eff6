import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import type { Program } from '#api/programs.ts'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { Link } from '#web/ui/link.tsx'
import { Select } from '#web/ui/select.tsx'
import styles from './programs.module.css'

type Started = Awaited<ReturnType<Client['startProposal']>>

const thresholds = ['0', '25', '50', '75'] as const

/** What counts, how well it must fit, and what happens then: nothing, until somebody approves. */
export function ProposeDialog({
  program,
  onStarted,
  onClose,
}: {
  program: Program
  onStarted: (started: Started) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const [minimum, setMinimum] = useState<(typeof thresholds)[number]>('0')
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const start = useMutation({
    mutationFn: () =>
      client.startProposal({
        params: { programId: program.id },
        body: { minimumScore: Number(minimum) },
        idempotencyKey,
      }),
    onSuccess: onStarted,
  })
  const counting = program.questions.filter(
    ({ matching, weight }) => matching !== 'none' && weight > 0,
  )
  return (
    <Dialog
      title={t('programs.propose')}
      lead={t('programs.propose-lead')}
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form error={start.error} isPending={start.isPending} onSubmit={() => start.mutate()}>
        {counting.length > 0 ? (
          <>
            <div>
              <p className={styles.none}>{t('programs.counts-what')}</p>
              <ul className={styles.counting}>
                {counting.map(({ id, title, matching, weight }) => (
                  <li key={id}>
                    {title}
                    <span className={styles.meta}>
                      {t(`programs.rules.${matching}`)} · {t(`programs.weights.${weight}`)}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
            <Select
              label={t('programs.minimum')}
              help={t('programs.minimum-help')}
              choices={thresholds.map((id) => ({
                id,
                label:
                  id === '0' ? t('programs.any-fit') : t('matches.fit-of', { score: Number(id) }),
              }))}
              value={minimum}
              onChange={(id) => {
                setMinimum(id)
                setKey(crypto.randomUUID())
              }}
            />
          </>
        ) : (
          <p className={styles.none}>
            {t('programs.nothing-counts')}{' '}
            <Link href={paths.program(slug, program.id, 'questions')}>
              {t('programs.tabs.questions')}
            </Link>
          </p>
        )}
        <FormActions>
          <SubmitButton>{t('programs.propose-start')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
