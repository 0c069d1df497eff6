import { CircleAlert, UserPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#web/shell/session.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { ComboBox } from '#web/ui/combo-box.tsx'
import field from '#web/ui/field.module.css'
import { useFieldError } from '#web/ui/form.tsx'
import { Picked } from '#web/ui/picked.tsx'
import styles from './tasks.module.css'
import { type Person, useAssignable } from './use-people.ts'

interface Props {
  /** People who can be given tasks of all of these. */
  hubIds: readonly string[]
  people: readonly Person[]
  onChange: (people: Person[]) => void
  /** Without the permission to assign one may take a task oneself, and nothing else. */
  onlyMe?: boolean
  help?: string
  autoFocus?: boolean
  /** In a form that may be sent without anybody. */
  optional?: boolean
}

/** Any number of people who do a task, found by typing. */
export function PeopleChoice({
  hubIds,
  people,
  onChange,
  onlyMe = false,
  help,
  autoFocus = false,
  optional = false,
}: Props) {
  const { t } = useTranslation()
  const { member } = useSession()
  const { people: found, setTyped } = useAssignable(hubIds)
  const free = found.filter(({ id }) => !people.some((one) => one.id === id))
  const me = free.find(({ id }) => id === member.id)
  return (
    <div className={styles.choice}>
      {onlyMe ? (
        <p className={styles.onlyMe}>{t('tasks.only-me')}</p>
      ) : (
        <ComboBox
          // Emptied after each choice: what is chosen stands below.
          key={people.map(({ id }) => id).join()}
          label={t('tasks.assignees')}
          optional={optional}
          autoFocus={autoFocus}
          name="assigneeIds"
          isDisabled={hubIds.length === 0}
          help={hubIds.length === 0 ? t('tasks.hub-first') : help}
          placeholder={t('tasks.find-person')}
          choices={free.map(({ id, name }) => ({
            id,
            label: name,
            icon: <Avatar id={id} name={name} size={20} />,
          }))}
          value={null}
          onSearch={setTyped}
          onChange={(id) => {
            const person = free.find((one) => one.id === id)
            if (!person) return
            setTyped('')
            onChange([...people, person])
          }}
        />
      )}
      <Picked
        label={t('tasks.assignees')}
        items={people}
        onChange={onChange}
        show={({ id, name }) => <Avatar id={id} name={name} size={20} named />}
      />
      {people.map(({ id, name }, at) => (
        <Refused key={id} at={at} name={name} />
      ))}
      {me && (
        <div>
          <Button
            kind="ghost"
            size="small"
            icon={<UserPlus size={14} />}
            onPress={() => onChange([...people, me])}
          >
            {t('tasks.assign-me')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** What the server says of one of them: moved to another hub, or gone, in the meantime. */
function Refused({ at, name }: { at: number; name: string }) {
  const { t } = useTranslation()
  const error = useFieldError(`assigneeIds/${at}`)
  return (
    <div data-field={`assigneeIds/${at}`} hidden={!error}>
      <p className={field.error}>
        <CircleAlert size={14} aria-hidden />
        <span>{t('tasks.cannot-be-given', { name })}</span>
      </p>
    </div>
  )
}
