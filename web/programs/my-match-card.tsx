import { useMutation } from '@tanstack/react-query'
import { CircleStop, Ellipsis, Mail } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MyMatch } from '#api/matches.ts'
import { client } from '#web/api.ts'
import { PersonName } from '#web/shell/person-name.tsx'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { useMatchTime } from '#web/shell/use-match-time.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { PartnerFields } from './partner-fields.tsx'
import { PartnerAnswers, SharedReasons } from './partner-words.tsx'
import styles from './programs.module.css'

/** Somebody one is matched with: who, as what, how to reach them, and what unites you. */
export function MyMatchCard({ match, withProgram }: { match: MyMatch; withProgram: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const time = useMatchTime()
  const [ending, setEnding] = useState(false)
  const { partners, program } = match
  const names = format.list(partners.map(({ person }) => person.name))
  return (
    <article className={styles.card} aria-label={names}>
      <header className={styles.cardHead}>
        <ul className={styles.partners}>
          {partners.map(({ registrationId, person, role, email }) => (
            <li key={registrationId} className={styles.partner}>
              <PersonName
                person={person}
                size={40}
                below={[t(`programs.your.${role}`), person.title].filter(Boolean).join(' · ')}
              />
              {email && (
                <Link href={`mailto:${email}`} className={styles.mail}>
                  <Mail size={14} aria-hidden /> {email}
                </Link>
              )}
            </li>
          ))}
        </ul>
        <Menu
          label={t('programs.actions-of', { name: names })}
          trigger={
            <IconButton
              label={t('programs.actions-of', { name: names })}
              size="small"
              icon={<Ellipsis size={16} />}
            />
          }
        >
          <MenuItem
            id="end"
            danger
            icon={<CircleStop size={16} />}
            onAction={() => setEnding(true)}
          >
            {t(leaves(match) ? 'programs.leave-group-action' : 'programs.end-match')}
          </MenuItem>
        </Menu>
      </header>
      <SharedReasons reasons={match.reasons} />
      {partners.length === 1 && partners[0] && (
        <>
          <PartnerAnswers partner={partners[0]} />
          <PartnerFields partner={partners[0]} />
        </>
      )}
      <p className={styles.meta}>
        {[withProgram ? program.name : null, time(match)].filter(Boolean).join(' · ')}
      </p>
      {ending && <EndDialog match={match} name={names} onClose={() => setEnding(false)} />}
    </article>
  )
}

/** A group goes on without one who leaves it; without its host it ends. */
const leaves = ({ program, role }: MyMatch) => program.kind === 'group' && role !== 'host'

function EndDialog({
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
  const end = useMutation({
    mutationFn: () => client.endMyMatch({ params: { matchId: match.id }, body: { reason } }),
    onSuccess: () => {
      void refreshMatches()
      toast(t(leaves(match) ? 'programs.group-left' : 'programs.match-ended', { name }))
      onClose()
    },
  })
  return (
    <Dialog
      title={t(leaves(match) ? 'programs.leave-group' : 'programs.end-question', { name })}
      lead={t(
        leaves(match)
          ? 'programs.end-lead-group'
          : match.program.kind === 'group'
            ? 'programs.end-lead-host'
            : 'programs.end-lead',
      )}
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form error={end.error} isPending={end.isPending} onSubmit={() => end.mutate()}>
        <TextField
          label={t('matches.reason')}
          help={t('programs.reason-help')}
          name="reason"
          optional
          autoFocus
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
        <FormActions>
          <Button type="submit" kind="danger" isPending={end.isPending}>
            {t(leaves(match) ? 'programs.leave-group-action' : 'programs.end-match')}
          </Button>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
