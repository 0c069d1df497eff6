import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowLeft, ArrowRight, Ellipsis, Pencil, Save, Trash2, Users } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { TaskView } from '#api/tasks.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { cx } from '#web/ui/cx.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '#web/ui/menu.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './saved-views.module.css'
import { useSayError } from './use-say-error.ts'
import type { TaskFilters } from './use-task-filters.tsx'
import { ViewDialog } from './view-dialog.tsx'
import { isSame, toAddress } from './view-query.ts'

/** The saved views, which of them is open, and what can be done with it. */
export function useSavedViews(filters: TaskFilters) {
  const { t } = useTranslation()
  const address = useAddress()
  const views = useQuery({ ...query('listTaskViews'), staleTime: 60_000 }).data?.items ?? []
  const [asking, setAsking] = useState<{ kind: 'new' | 'edit' | 'remove'; view?: TaskView } | null>(
    null,
  )
  const open = views.find(({ id }) => id === address.get('saved'))
  const { toSave } = filters
  const changed = open && toSave !== null && !isSame(open.query, toSave)
  const close = () => setAsking(null)
  const change = useChangeView()
  const save = () => {
    if (open && toSave) change.mutate({ ...open, query: toSave })
  }
  const newView = () => setAsking({ kind: 'new' })
  return {
    /** Above the list, once there are any. */
    strip: views.length > 0 && (
      <nav aria-label={t('tasks.views.heading')} className={styles.strip}>
        <Pill isOpen={!open} onPress={filters.clear}>
          {t('tasks.views.all')}
        </Pill>
        {views.map((view) => (
          <span key={view.id} className={styles.view}>
            <Pill
              isOpen={view === open}
              onPress={() => address.set({ ...toAddress(view), ...firstPage }, { replace: false })}
            >
              {view.name}
              {view.shared && (
                <Users size={12} aria-label={t('tasks.views.shared')} className={styles.shared} />
              )}
            </Pill>
            {view === open && view.may.edit && (
              <ViewMenu
                view={view}
                views={views}
                onEdit={() => setAsking({ kind: 'edit', view })}
                onRemove={() => setAsking({ kind: 'remove', view })}
              />
            )}
          </span>
        ))}
      </nav>
    ),
    /** Beside the filters, while they are worth keeping. */
    save:
      toSave === null || !(open ? changed : filters.filtered) ? null : open?.may.edit ? (
        <Menu
          trigger={
            <Button kind="ghost" icon={<Save size={14} />} isPending={change.isPending}>
              {t('tasks.views.save')}
            </Button>
          }
        >
          <MenuItem onAction={save}>{t('tasks.views.save-changes', { name: open.name })}</MenuItem>
          <MenuItem onAction={newView}>{t('tasks.views.save-new')}</MenuItem>
        </Menu>
      ) : (
        <Button kind="ghost" icon={<Save size={14} />} onPress={newView}>
          {t('tasks.views.save')}
        </Button>
      ),
    dialogs: (
      <>
        {asking?.kind === 'new' && toSave && (
          <ViewDialog
            view={null}
            query={toSave}
            parts={filters.chips}
            onClose={close}
            onSaved={({ id }) => {
              address.set({ saved: id })
              close()
            }}
          />
        )}
        {asking?.kind === 'edit' && asking.view && (
          <ViewDialog
            view={asking.view}
            query={asking.view.query}
            parts={null}
            onClose={close}
            onSaved={close}
          />
        )}
        {asking?.kind === 'remove' && asking.view && (
          <RemoveView
            view={asking.view}
            onClose={close}
            onGone={() => {
              address.set({ saved: null })
              close()
            }}
          />
        )}
      </>
    ),
  }
}

function Pill({
  isOpen,
  onPress,
  children,
}: {
  isOpen: boolean
  onPress: () => void
  children: ReactNode
}) {
  return (
    <AriaButton
      className={cx(styles.pill, isOpen && styles.open)}
      {...(isOpen && { 'aria-current': 'true' as const })}
      onPress={onPress}
    >
      {children}
    </AriaButton>
  )
}

function ViewMenu({
  view,
  views,
  onEdit,
  onRemove,
}: {
  view: TaskView
  views: readonly TaskView[]
  onEdit: () => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const own = views.filter(({ mine }) => mine)
  const at = own.indexOf(view)
  const order = useMutation({
    mutationFn: (viewIds: string[]) => client.orderTaskViews({ body: { viewIds } }),
    onSuccess: (ordered) => queries.setQueryData(query('listTaskViews').queryKey, ordered),
    onError: useSayError(),
  })
  const move = (by: 1 | -1) => {
    const ids = own.map(({ id }) => id)
    const other = ids[at + by]
    if (other) order.mutate(ids.with(at + by, view.id).with(at, other))
  }
  return (
    <Menu
      placement="bottom start"
      trigger={
        <IconButton
          size="small"
          label={t('tasks.views.menu', { name: view.name })}
          icon={<Ellipsis size={14} />}
        />
      }
    >
      <MenuItem icon={<Pencil size={16} />} onAction={onEdit}>
        {t('tasks.views.edit')}
      </MenuItem>
      {view.mine && at > 0 && (
        <MenuItem icon={<ArrowLeft size={16} />} onAction={() => move(-1)}>
          {t('tasks.views.earlier')}
        </MenuItem>
      )}
      {view.mine && at < own.length - 1 && (
        <MenuItem icon={<ArrowRight size={16} />} onAction={() => move(1)}>
          {t('tasks.views.later')}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem icon={<Trash2 size={16} />} danger onAction={onRemove}>
        {t('tasks.views.remove')}
      </MenuItem>
    </Menu>
  )
}

function useChangeView() {
  const { t } = useTranslation()
  return useMutation({
    mutationFn: ({ id, name, query, shared }: TaskView) =>
      client.updateTaskView({ params: { viewId: id }, body: { name, query, shared } }),
    onSuccess: ({ name }) => {
      void refresh('listTaskViews')
      toast(t('tasks.views.saved', { name }))
    },
    onError: useSayError(),
  })
}

function RemoveView({
  view,
  onClose,
  onGone,
}: {
  view: TaskView
  onClose: () => void
  onGone: () => void
}) {
  const { t } = useTranslation()
  const say = useSayError()
  const remove = useMutation({
    mutationFn: () => client.removeTaskView({ params: { viewId: view.id } }),
    onSuccess: () => {
      void refresh('listTaskViews')
      toast(t('tasks.views.removed', { name: view.name }))
      onGone()
    },
    onError: say,
  })
  return (
    <ConfirmDialog
      title={t('tasks.views.remove-question', { name: view.name })}
      confirm={t('tasks.views.remove')}
      danger
      isOpen
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {t(view.shared ? 'tasks.views.remove-shared' : 'tasks.views.remove-own')}
    </ConfirmDialog>
  )
}
