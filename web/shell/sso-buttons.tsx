import { ExternalLink, Info } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SsoReason } from '#api/sso.ts'
import { type SsoConnection, ssoReasonOf } from '#web/single-sign-on.ts'
import { Button, type ButtonProps } from '#web/ui/button.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { Note } from './note.tsx'
import styles from './sso-buttons.module.css'
import type { useSsoStart } from './use-sso-start.ts'
import { useSsoWords } from './use-sso-words.ts'
import { useWait } from './use-wait.ts'

interface Props {
  connections: readonly SsoConnection[]
  organizationName: string | null
  sso: ReturnType<typeof useSsoStart>
  /** Why somebody came back with nothing. */
  reason?: SsoReason | null
  autoFocus?: boolean
  kind?: ButtonProps['kind']
  /** In place of "Continue with <name>". */
  label?: string
}

/** One button for each connection of an organization, and above them why the last way through one led nowhere. */
export function SsoButtons({
  connections,
  organizationName,
  sso,
  reason = null,
  autoFocus = false,
  kind = 'primary',
  label,
}: Props) {
  const { t } = useTranslation()
  const { begin, going, last, error } = sso
  const wait = useWait(error)
  return (
    <div className={styles.buttons}>
      {!going && (
        <Refusal
          error={error}
          reason={reason}
          names={{ name: (last ?? connections[0])?.name ?? null, organization: organizationName }}
        />
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
          onPress={() => begin(connection)}
        >
          {label ?? t('door.sso.continue-with', { name: connection.name })}
        </Button>
      ))}
    </div>
  )
}

function Refusal({
  error,
  reason,
  names,
}: {
  error: unknown
  reason: SsoReason | null
  names: { name: string | null; organization: string | null }
}) {
  const say = useProblemText()
  const words = useSsoWords()
  const refused = error ? ssoReasonOf(error) : reason
  if (!refused && !error) return null
  const problem = say(error)
  const { title, text } = refused
    ? words(refused, names)
    : { title: problem.title, text: problem.detail }
  return (
    <div role={refused === 'cancelled' ? 'status' : 'alert'}>
      <Note icon={<Info size={16} aria-hidden />}>
        <strong className={styles.title}>{title}</strong> {text}
      </Note>
    </div>
  )
}
