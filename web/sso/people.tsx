import { useMutation, useQuery } from '@tanstack/react-query'
import { ListChecks, ShieldQuestion } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attributes, Connection } from '#api/sso.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Note } from '#web/shell/note.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { GroupRoles, type GroupRow, rowsOf } from './group-roles.tsx'
import { presets } from './presets.ts'
import { RoleGiven } from './role-given.tsx'
import { keepConnection, useConnection } from './use-connection.ts'

const attributeNames = ['email', 'firstName', 'lastName', 'title', 'phone', 'groups'] as const

/** Whom a connection lets join by themselves, what it tells of people, and which roles its groups give. */
export function People() {
  const connection = useConnection()
  // After each saving the form begins anew with what was answered.
  const [round, setRound] = useState(0)
  return <PeopleForm key={round} connection={connection} onSaved={() => setRound(round + 1)} />
}

function PeopleForm({ connection, onSaved }: { connection: Connection; onSaved: () => void }) {
  const { t } = useTranslation()
  const refusal = useRefusal('updateConnection')
  const isDisabled = refusal !== null
  const [groups] = useState(() => ({ rows: rowsOf(connection) }))
  const { providesSecondFactor, justInTime, defaultRoleId, attributes, updateAtSignIn } = connection
  const draft = useDraft({
    providesSecondFactor,
    justInTime,
    defaultRoleId,
    attributes,
    updateAtSignIn,
    // Within an object, for the order of the rows counts.
    groups,
  })
  const { value, changes } = draft
  const save = useMutation({
    mutationFn: () => {
      const { groups, ...rest } = changes
      const groupRoles = groups?.rows.flatMap(({ group, roleId }) =>
        roleId ? [{ group, roleId }] : [],
      )
      return client.updateConnection({
        params: { connectionId: connection.id },
        body: { ...rest, ...(groupRoles && { groupRoles }) },
      })
    },
    onSuccess: (saved) => {
      keepConnection(saved)
      toast(t('sso.people.saved'))
      onSaved()
    },
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      dirty={draft.dirty}
      onSubmit={() => save.mutate()}
    >
      <FormSection title={t('sso.people.second')} lead={t('sso.people.second-lead')}>
        <Checkbox
          name="providesSecondFactor"
          isDisabled={isDisabled}
          description={t('sso.people.second-text')}
          isSelected={value.providesSecondFactor}
          onChange={(next) => draft.change({ providesSecondFactor: next })}
        >
          {t('sso.people.second-check')}
        </Checkbox>
      </FormSection>
      <FormSection title={t('sso.people.joining')} lead={t('sso.people.joining-lead')}>
        <Checkbox
          name="justInTime"
          isDisabled={isDisabled}
          description={t('sso.people.joining-text')}
          isSelected={value.justInTime}
          onChange={(next) => draft.change({ justInTime: next })}
        >
          {t('sso.people.joining-check')}
        </Checkbox>
        {value.justInTime && <ProvedDomains />}
        <RoleGiven
          label={t('sso.people.default-role')}
          name="defaultRoleId"
          help={t('sso.people.default-role-help')}
          lowest
          isDisabled={isDisabled}
          value={value.defaultRoleId}
          onChange={(next) => draft.change({ defaultRoleId: next })}
        />
      </FormSection>
      <FormSection title={t('sso.people.attributes')} lead={t('sso.people.attributes-lead')}>
        <AttributeFields
          kind={connection.kind}
          isDisabled={isDisabled}
          value={value.attributes}
          onChange={(next) => draft.change({ attributes: next })}
        />
        <Checkbox
          name="updateAtSignIn"
          isDisabled={isDisabled}
          description={t('sso.people.update-text')}
          isSelected={value.updateAtSignIn}
          onChange={(next) => draft.change({ updateAtSignIn: next })}
        >
          {t('sso.people.update')}
        </Checkbox>
      </FormSection>
      <FormSection title={t('sso.people.groups')} lead={t('sso.people.groups-lead')}>
        {value.attributes.groups === '' && value.groups.rows.length > 0 && (
          <Note icon={<ShieldQuestion size={16} />}>{t('sso.people.groups-no-claim')}</Note>
        )}
        <GroupRoles
          rows={value.groups.rows}
          isDisabled={isDisabled}
          onChange={(rows: GroupRow[]) => draft.change({ groups: { rows } })}
        />
      </FormSection>
      <FormActions>
        <SubmitButton disabledReason={refusal} />
        {draft.dirty && <Button onPress={draft.reset}>{t('sso.discard')}</Button>}
      </FormActions>
    </Form>
  )
}

/** Just-in-time joining wants a domain that this organization has proved: which, or that there is none. */
function ProvedDomains() {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { data } = useQuery(query('listDomains'))
  if (!data) return null
  const proved = data.items.flatMap(({ status, domain }) => (status === 'waiting' ? [] : [domain]))
  return (
    <Note icon={<ShieldQuestion size={16} />}>
      {proved.length > 0
        ? t('sso.people.domains', { domains: format.list(proved) })
        : t('sso.people.no-domain')}{' '}
      <Link href={paths.domains(slug)}>
        {t(proved.length > 0 ? 'sso.people.see-domains' : 'sso.people.prove-domain')}
      </Link>
    </Note>
  )
}

interface AttributeProps {
  kind: Connection['kind']
  isDisabled: boolean
  value: Attributes
  onChange: (attributes: Attributes) => void
}

/** Under which names the provider tells what; all at once by a preset. */
function AttributeFields({ kind, isDisabled, value, onChange }: AttributeProps) {
  const { t } = useTranslation()
  return (
    <>
      {!isDisabled && (
        <div>
          <Menu
            placement="bottom start"
            label={t('sso.people.presets')}
            trigger={
              <Button size="small" icon={<ListChecks size={14} />}>
                {t('sso.people.presets')}
              </Button>
            }
          >
            {presets[kind].map(({ id, attributes }) => (
              <MenuItem
                key={id}
                id={id}
                description={t(`sso.people.preset-texts.${id}`)}
                onAction={() => onChange(attributes)}
              >
                {t(`sso.people.preset.${id}`)}
              </MenuItem>
            ))}
          </Menu>
        </div>
      )}
      {attributeNames.map((name) => (
        <TextField
          key={name}
          label={t(`sso.people.attribute.${name}`)}
          name={`attributes/${name}`}
          optional
          isDisabled={isDisabled}
          maxLength={200}
          autoComplete="off"
          autoCapitalize="none"
          value={value[name]}
          onChange={(next) => onChange({ ...value, [name]: next })}
        />
      ))}
    </>
  )
}
