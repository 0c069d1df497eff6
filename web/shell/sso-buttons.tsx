import { useMutation } from '@tanstack/react-query'
import { ExternalLink, Info } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SsoReason } from '#api/sso.ts'
import { type SsoConnection, ssoReasonOf } from '#web/single-sign-on.ts'
import { Button, type ButtonProps } from '#web/ui/button.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { Note } from './note.tsx'
import styles from './sso-buttons.module.css'
import { useSsoWords } from './use-sso-words.ts'
import { useWait } from './use-wait.ts'

interface Props {
  connections: readonly SsoConnection[]
  organizationName: string
  /** Begins the way through one; settles once the browser is on it. */
  onStart: (connection: SsoConnection) => Promise<unknown>
  /** The page is being left: the button turns until it is gone. */
  leaves: boolean
  /** Why somebody came back with nothing. */
  reason?: SsoReason | null
  autoFocus?: boolean
  kind?: ButtonProps['kind']
  disabledReason?: string | null
}

/** One button for each connection of an organization, and above them why the last way through one led nowhere. */
export function SsoButtons({
  connections,
  organizationName,
  onStart,
  leaves,
  reason = null,
  autoFocus = false,
  kind = 'primary',
  disabledReason = null,
}: Props) {
  const { t } = useTranslation()
  const say = useProblemText()
  const words = useSsoWords()
  const { mutate, variables, error, isPending, isSuccess } = useMutation({
    mutationFn: (connection: SsoConnection) => onStart(connection),
  })
  const wait = useWait(error) ?? disabledReason
  const going = isPending || (isSuccess && leaves) ? variables?.id : null
  const refused = ssoReasonOf(error) ?? (error ? null : reason)
  const name = variables?.name ?? connections[0]?.name ?? ''
  const problem = error && !refused ? say(error) : null
  const told = refused ? words(refused, { name, organization: organizationName }) : problem
  const text = told && ('text' in told ? told.text : told.detail)
  return (
    <div className={styles.buttons}>
      {told && !going && (
        <div role={refused === 'cancelled' ? 'status' : 'alert'}>
          <Note icon={<Info size={16} />}>
            <strong className={styles.title}>{told.title}</strong> {text}
          </Note>
        </div>
      )}
      {connections.map((connection, at) => (
        <Button
          key={connection.id}
          kind={at === 0 ? kind : 'secondary'}
          size="large"
          wide
          autoFocus={autoFocus && at === 0}
          icon={<ExternalLink size={16} strokeWidth={1.5} aria-hidden />}
          isPending={going === connection.id}
          disabledReason={wait}
          onPress={() => !going && mutate(connection)}
        >
          {t('door.sso.continue-with', { name: connection.name })}
        </Button>
      ))}
    </div>
  )
}
