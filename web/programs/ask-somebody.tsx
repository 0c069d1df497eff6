import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import type { MyProgram } from '#api/matches.ts'
import { client, query } from '#web/api.ts'
import { Fit } from '#web/shell/match-words.tsx'
import { PersonName } from '#web/shell/person-name.tsx'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { PartnerAnswers, SharedReasons } from './partner-words.tsx'
import styles from './programs.module.css'
import { Section } from './yours.tsx'

type Suggestion = Awaited<ReturnType<Client['listSuggestions']>>['items'][number]

interface Props {
  program: MyProgram
  registration: NonNullable<MyProgram['registration']>
}

/** Whom one could ask, best first by what both answered (MT2). */
export function AskSomebody({ program, registration }: Props) {
  const { t } = useTranslation()
  const search = useSearchText()
  const [asking, setAsking] = useState<Suggestion | null>(null)
  const found = useQuery({
    ...query('listSuggestions', {
      params: { programId: program.id },
      query: { q: search.asked },
    }),
    placeholderData: keepPreviousData,
  })
  const full = registration.openMatches >= registration.capacity
  const items = found.data?.items
  return (
    <Section id="ask-somebody" title={t(`programs.ask-title.${registration.role}`)}>
      <p className={styles.none}>{t('programs.ask-lead')}</p>
      {(search.asked || (items?.length ?? 0) > 5) && (
        <SearchField
          label={t('programs.ask-search')}
          value={search.typed}
          onChange={search.setTyped}
          maxLength={100}
        />
      )}
      {found.error && !items ? (
        <ErrorState error={found.error} retry={() => void found.refetch()} />
      ) : !items ? (
        <ListSkeleton label={t('programs.ask-list')} />
      ) : items.length === 0 ? (
        <p className={styles.nobody}>
          {t(search.asked ? 'programs.nobody-found' : 'programs.nobody-to-ask')}
        </p>
      ) : (
        <ul className={styles.suggestions} aria-label={t('programs.ask-list')}>
          {items.map((one) => (
            <li key={one.registrationId} className={styles.suggestion}>
              <div className={styles.suggestionWords}>
                <PersonName person={one.person} size={40} />
                <SharedReasons reasons={one.reasons} />
                <PartnerAnswers partner={one} />
              </div>
              <div className={styles.suggestionEnd}>
                {one.score !== null && <Fit score={one.score} />}
                <Button
                  size="small"
                  aria-label={t('programs.ask-of', { name: one.person.name })}
                  disabledReason={full ? t('programs.you-are-full') : null}
                  onPress={() => setAsking(one)}
                >
                  {t('programs.ask')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {asking && <AskDialog program={program} to={asking} onClose={() => setAsking(null)} />}
    </Section>
  )
}

function AskDialog({
  program,
  to,
  onClose,
}: {
  program: MyProgram
  to: Suggestion
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [message, setMessage] = useState('')
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const { name } = to.person
  const ask = useMutation({
    mutationFn: () =>
      client.askForMatch({
        params: { programId: program.id },
        body: { registrationId: to.registrationId, message },
        idempotencyKey,
      }),
    onSuccess: () => {
      void refreshMatches()
      toast({ text: t('programs.asked', { name }), description: t('programs.asked-next') })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('programs.ask-question', { name })}
      lead={t('programs.ask-days')}
      isOpen
      onClose={onClose}
    >
      <Form error={ask.error} isPending={ask.isPending} onSubmit={() => ask.mutate()}>
        <SharedReasons reasons={to.reasons} />
        <TextField
          label={t('programs.message')}
          help={t('programs.message-help')}
          name="message"
          optional
          autoFocus
          rows={4}
          maxLength={500}
          value={message}
          onChange={(text) => {
            setMessage(text)
            setKey(crypto.randomUUID())
          }}
        />
        <FormActions>
          <SubmitButton>{t('programs.ask-send')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
