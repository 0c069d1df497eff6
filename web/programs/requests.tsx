import { useMutation } from '@tanstack/react-query'
import { Check, Hourglass } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MyMatch } from '#api/matches.ts'
import { client } from '#web/api.ts'
import { PersonName } from '#web/shell/person-name.tsx'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions } from '#web/ui/form.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { PartnerAnswers, SharedReasons } from './partner-words.tsx'
import styles from './programs.module.css'

/** Somebody asks to be matched with one: accept, or decline with or without a word (MT2). */
export function AskedRequest({ match }: { match: MyMatch }) {
  const { t } = useTranslation()
  const [declining, setDeclining] = useState(false)
  const [partner] = match.partners
  const answer = useAnswer(match)
  if (!partner) return null
  const { name } = partner.person
  return (
    <article className={styles.request} aria-label={name}>
      <header className={styles.cardHead}>
        <PersonName
          person={partner.person}
          size={40}
          below={[
            t(`programs.asks-as.${match.role}`, { program: match.program.name }),
            partner.person.title,
          ]
            .filter(Boolean)
            .join(' · ')}
        />
        <TimeLeft match={match} />
      </header>
      {match.message && <blockquote className={styles.message}>{match.message}</blockquote>}
      <SharedReasons reasons={match.reasons} />
      <PartnerAnswers partner={partner} />
      <footer className={styles.buttons}>
        <Button
          kind="primary"
          icon={<Check size={16} />}
          aria-label={t('programs.accept-of', { name })}
          isPending={answer.isPending}
          onPress={() => answer.mutate()}
        >
          {t('programs.accept')}
        </Button>
        <Button aria-label={t('programs.decline-of', { name })} onPress={() => setDeclining(true)}>
          {t('programs.decline')}
        </Button>
      </footer>
      {declining && <DeclineDialog match={match} name={name} onClose={() => setDeclining(false)} />}
    </article>
  )
}

function useAnswer(match: MyMatch) {
  const { t } = useTranslation()
  const say = useProblemText()
  const name = match.partners[0]?.person.name ?? ''
  return useMutation({
    mutationFn: () =>
      client.answerRequest({ params: { matchId: match.id }, body: { answer: 'accepted' } }),
    onSuccess: () => {
      void refreshMatches()
      toast({ text: t('programs.accepted', { name }), description: t('programs.accepted-next') })
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      void refreshMatches()
    },
  })
}

function DeclineDialog({
  match,
  name,
  onClose,
}: {
  match: MyMatch
  name: string
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const decline = useMutation({
    mutationFn: () =>
      client.answerRequest({
        params: { matchId: match.id },
        body: { answer: 'declined', reason },
      }),
    onSuccess: () => {
      void refreshMatches()
      toast(t('programs.declined', { name }))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('programs.decline-question', { name })}
      lead={t('programs.decline-lead')}
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form error={decline.error} isPending={decline.isPending} onSubmit={() => decline.mutate()}>
        <TextField
          label={t('programs.decline-reason')}
          help={t('programs.decline-help', { name })}
          name="reason"
          optional
          autoFocus
          rows={3}
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
        <FormActions>
          <Button type="submit" kind="danger" isPending={decline.isPending}>
            {t('programs.decline')}
          </Button>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

/** Somebody whom one asked, and who has not answered yet. */
export function SentRequest({ match }: { match: MyMatch }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const [partner] = match.partners
  const withdraw = useMutation({
    mutationFn: () => client.withdrawRequest({ params: { matchId: match.id } }),
    onSuccess: () => {
      void refreshMatches()
      toast(t('programs.withdrawn'))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      void refreshMatches()
    },
  })
  if (!partner) return null
  const { name } = partner.person
  return (
    <article className={styles.sent} aria-label={name}>
      <PersonName person={partner.person} below={match.program.name} />
      <TimeLeft match={match} />
      <Button
        size="small"
        aria-label={t('programs.withdraw-of', { name })}
        isPending={withdraw.isPending}
        onPress={() => withdraw.mutate()}
      >
        {t('programs.withdraw')}
      </Button>
    </article>
  )
}

/** Until when it waits for an answer. */
function TimeLeft({ match: { expiresAt } }: { match: MyMatch }) {
  const { t } = useTranslation()
  if (!expiresAt) return null
  return (
    <span className={styles.left}>
      <Hourglass size={12} aria-hidden />
      <span>
        {t('programs.lapses')} <RelativeTime time={expiresAt} />
      </span>
    </span>
  )
}
