import { useMutation } from '@tanstack/react-query'
import { Lock, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { restrictions } from '#api/permissions.ts'
import type { Role } from '#api/roles.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Note } from '#web/shell/note.tsx'
import { holdsBeyond, useRoleName } from '#web/shell/roles.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { AtTheDoor } from './at-the-door.tsx'
import { PermissionMatrix } from './permission-matrix.tsx'
import type { CustomModule } from './permission-words.ts'
import styles from './roles-page.module.css'

interface Props {
  role: Role
  modules: readonly CustomModule[]
  /** Asks who can do something. */
  onWho: (permission: string) => void
}

/** What one role permits and what it takes away; saved as a whole. */
export function RoleEditor({ role, modules, onWho }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const roleName = useRoleName()
  const name = roleName(role)
  const readOnly = useReadOnly(role)
  const { permissions, restrictions: taken, secondFactor, singleSession } = role
  const draft = useDraft({ permissions, restrictions: taken, secondFactor, singleSession })
  const save = useMutation({
    mutationFn: () => client.updateRole({ params: { roleId: role.id }, body: draft.changes }),
    onSuccess: (saved) => {
      keep(saved)
      draft.reset()
      toast({ text: t('roles.saved', { name }), description: t('roles.saved-next') })
    },
  })
  return (
    <>
      <RoleHead role={role} name={name} />
      {readOnly && <Note icon={<Lock size={16} />}>{readOnly}</Note>}
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={draft.dirty}
        onSubmit={() => save.mutate()}
      >
        <PermissionMatrix
          modules={modules}
          held={draft.value.permissions}
          onChange={(permissions) => draft.change({ permissions })}
          onWho={onWho}
          readOnly={readOnly !== null}
        />
        <div>
          <h3>{t('roles.restrictions')}</h3>
          <p className={styles.words}>{t('roles.restrictions-lead')}</p>
        </div>
        <div className={styles.matrix}>
          {restrictions.map((restriction) => {
            const on = draft.value.restrictions.includes(restriction)
            const bound = session.restrictions.includes(restriction)
            return (
              <div key={restriction} className={styles.module} data-field="restrictions">
                <Checkbox
                  isSelected={on}
                  // Lifting a restriction counts as granting (RP5).
                  isDisabled={readOnly !== null || (bound && on)}
                  onChange={(next) =>
                    draft.change({
                      restrictions: next
                        ? [...draft.value.restrictions, restriction]
                        : draft.value.restrictions.filter((one) => one !== restriction),
                    })
                  }
                >
                  {t(`restrictions.${restriction.replace(':', '.')}`)}
                </Checkbox>
                <p className={styles.words}>
                  {t(`restrictions.${restriction.replace(':', '.')}-text`)}
                </p>
              </div>
            )
          })}
        </div>
        <AtTheDoor
          role={role}
          readOnly={readOnly !== null}
          value={draft.value}
          onChange={(change) => draft.change(change)}
        />
        <div className={styles.save}>
          <SubmitButton disabledReason={readOnly} />
          {draft.dirty && <Button onPress={draft.reset}>{t('roles.discard')}</Button>}
        </div>
      </Form>
    </>
  )
}

/** Why a role cannot be edited by this member; null where it can. */
function useReadOnly(role: Role): string | null {
  const { t } = useTranslation()
  const session = useSession()
  const refusal = useRefusal('updateRole')
  if (role.template === 'owner') return t('roles.owner-fixed')
  if (refusal) return refusal
  if (role.id === session.role.id) return t('roles.own')
  return holdsBeyond(session, role) ? t('roles.more') : null
}

function keep(role: Role) {
  const { queryKey } = query('listRoles')
  queries.setQueryData(queryKey, (before) =>
    before ? { items: before.items.map((one) => (one.id === role.id ? role : one)) } : before,
  )
}

function RoleHead({ role, name }: { role: Role; name: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { go } = useGo()
  const say = useProblemText()
  const readOnly = useReadOnly(role)
  const mayDelete = useRefusal('removeRole')
  const [open, setOpen] = useState<'rename' | 'delete' | null>(null)
  const remove = useMutation({
    mutationFn: () => client.removeRole({ params: { roleId: role.id } }),
    onSuccess: async () => {
      setOpen(null)
      await refresh('listRoles')
      toast(t('roles.removed', { name }))
      go(paths.roles(slug))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      setOpen(null)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  const used =
    role.memberCount > 0
      ? t('roles.used', { count: role.memberCount, number: format.number(role.memberCount) })
      : null
  return (
    <div className={styles.head}>
      <div>
        <h2 className={styles.title}>{name}</h2>
        <p className={styles.lead}>
          {role.template ? t(`roles.about.${role.template}`) : t('roles.about.custom')}{' '}
          {t('roles.members', { count: role.memberCount, number: format.number(role.memberCount) })}
        </p>
      </div>
      {!role.template && (
        <div className={styles.buttons}>
          <Button
            icon={<Pencil size={14} />}
            disabledReason={readOnly}
            onPress={() => setOpen('rename')}
          >
            {t('roles.rename')}
          </Button>
          <Button
            icon={<Trash2 size={14} />}
            disabledReason={mayDelete ?? used ?? readOnly}
            onPress={() => setOpen('delete')}
          >
            {t('roles.remove')}
          </Button>
        </div>
      )}
      {open === 'rename' && <RenameDialog role={role} onClose={() => setOpen(null)} />}
      <ConfirmDialog
        title={t('roles.remove-question', { name })}
        confirm={t('roles.remove-confirm')}
        danger
        isOpen={open === 'delete'}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setOpen(null)}
      >
        {t('roles.remove-warning')}
      </ConfirmDialog>
    </div>
  )
}

function RenameDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(role.name)
  const save = useMutation({
    mutationFn: () => client.updateRole({ params: { roleId: role.id }, body: { name } }),
    onSuccess: (saved) => {
      keep(saved)
      toast(t('roles.renamed', { name: saved.name }))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('roles.rename-title', { name: role.name })}
      isOpen
      onClose={onClose}
      size="small"
    >
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={name.trim() !== role.name}
        leaveFreely
        onSubmit={() => save.mutate()}
      >
        <TextField
          label={t('roles.name')}
          name="name"
          autoFocus
          isRequired
          maxLength={60}
          autoComplete="off"
          value={name}
          onChange={setName}
        />
        <FormActions>
          <SubmitButton />
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
