import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Plus, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { Link as AriaLink } from 'react-aria-components/Link'
import { useTranslation } from 'react-i18next'
import type { Role } from '#api/roles.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRoleName } from '#web/shell/roles.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { CreateRoleDialog } from './create-role-dialog.tsx'
import { RoleEditor } from './role-editor.tsx'
import styles from './roles-page.module.css'
import { WhoPanel } from './who-panel.tsx'
import { WhoSearch } from './who-search.tsx'

/** The roles of the organization, default ones first, and what the chosen one permits (RP1, RP3). */
export function RolesPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { roleId } = useParams({ strict: false })
  const [creating, setCreating] = useState(false)
  const refusal = useRefusal('createRole')
  const roles = useQuery(query('listRoles'))
  const modules = useQuery(query('listCustomModules'))
  const error = roles.error ?? modules.error
  const address = useAddress()
  const who = address.get('who')
  const ask = (permission: string | null) =>
    address.set({ who: permission }, { replace: permission === null })
  // On a phone the list is a page of its own; elsewhere something always stands beside it.
  const shown = roles.data?.items.find(({ id }) => id === roleId) ?? roles.data?.items[0]
  return (
    <Page
      title={t('roles.heading')}
      lead={t('roles.lead')}
      action={
        <>
          <div className={styles.who}>
            <WhoSearch modules={modules.data?.items ?? []} onChoose={ask} />
          </div>
          <Button
            kind="primary"
            icon={<Plus size={16} />}
            disabledReason={refusal}
            onPress={() => setCreating(true)}
          >
            {t('roles.create')}
          </Button>
        </>
      }
    >
      {error ? (
        <ErrorState
          error={error}
          retry={() => {
            void roles.refetch()
            void modules.refetch()
          }}
        />
      ) : (
        <div className={styles.layout} {...(roleId && { 'data-chosen': '' })}>
          {roles.data && shown && modules.data ? (
            <>
              <RoleList roles={roles.data.items} shown={shown} />
              <div className={styles.editor}>
                <p className={styles.back}>
                  <Link href={paths.roles(slug)}>{t('roles.all')}</Link>
                </p>
                <RoleEditor key={shown.id} role={shown} modules={modules.data.items} onWho={ask} />
              </div>
            </>
          ) : (
            <>
              <ListSkeleton rows={4} label={t('roles.heading')} />
              <ListSkeleton rows={6} label={t('roles.permissions')} />
            </>
          )}
        </div>
      )}
      {who && roles.data && modules.data && (
        <WhoPanel
          permission={who}
          roles={roles.data.items}
          modules={modules.data.items}
          onClose={() => ask(null)}
        />
      )}
      {creating && roles.data && (
        <CreateRoleDialog
          roles={roles.data.items}
          onClose={() => setCreating(false)}
          onCreated={(role) => {
            setCreating(false)
            go(paths.role(slug, role.id))
          }}
        />
      )}
    </Page>
  )
}

function RoleList({ roles, shown }: { roles: readonly Role[]; shown: Role }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const roleName = useRoleName()
  const format = useFormat()
  const groups = [
    { id: 'default', items: roles.filter(({ template }) => template) },
    { id: 'custom', items: roles.filter(({ template }) => !template) },
  ] as const
  return (
    <nav aria-label={t('roles.heading')} className={styles.list}>
      {groups.map(({ id, items }) => (
        <div key={id}>
          <h2 className={styles.group}>{t(`roles.${id}`)}</h2>
          {items.length === 0 && <p className={styles.none}>{t('roles.no-custom')}</p>}
          <ul>
            {items.map((role) => (
              <li key={role.id}>
                <AriaLink
                  href={paths.role(slug, role.id)}
                  {...(role.id === shown.id && { 'aria-current': 'page' })}
                  className={cx(styles.role)}
                >
                  <span className={styles.roleName}>{roleName(role)}</span>
                  {role.secondFactor !== 'none' && (
                    <span
                      className={styles.door}
                      title={t(`roles.second-short.${role.secondFactor}`)}
                    >
                      <ShieldCheck size={14} aria-hidden />
                      <span className="visually-hidden">
                        {t(`roles.second-short.${role.secondFactor}`)}
                      </span>
                    </span>
                  )}
                  <span
                    className={styles.count}
                    title={t('roles.members', {
                      count: role.memberCount,
                      number: format.number(role.memberCount),
                    })}
                  >
                    {format.number(role.memberCount)}
                  </span>
                </AriaLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
