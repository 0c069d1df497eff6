import { useMutation } from '@tanstack/react-query'
import {
  ArrowDown,
  ArrowUp,
  CopyPlus,
  Download,
  Ellipsis,
  History,
  RotateCcw,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '#api/flows.ts'
import { client, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { download } from '#web/ui/download.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '#web/ui/menu.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { CopyDialog } from './copy-dialog.tsx'
import { fileNameOf, toFlowFile } from './flow-file.ts'
import type { Builder } from './use-builder.ts'

interface Props {
  flow: FlowSummary
  /** In its builder: what was changed there can be given up. */
  builder?: Builder
  /** In a list: one place up or down; null where there is no further. */
  onStep?: (by: -1 | 1) => void
  isFirst?: boolean
  isLast?: boolean
  /** Of the button, where something has to find it again. */
  buttonId?: string
}

/** What can be done to a whole flow, wherever it stands. */
export function FlowMenu({
  flow,
  builder,
  onStep,
  isFirst = false,
  isLast = false,
  buttonId,
}: Props) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { slug } = useSession().organization
  const { go } = useGo()
  const refusedCopy = useRefusal('copyFlow')
  const refusedRemove = useRefusal('removeFlow')
  const refusedOrder = useRefusal('orderFlows')
  const [asking, setAsking] = useState<'copy' | 'remove' | null>(null)
  const complain = (error: unknown) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
  }
  const remove = useMutation({
    mutationFn: () => client.removeFlow({ params: { flowId: flow.id } }),
    onSuccess: () => {
      void refresh('listFlows')
      toast(t('flows.removed', { name: flow.name }))
      setAsking(null)
      if (builder) go(paths.flows(slug))
    },
    onError: (error) => {
      complain(error)
      setAsking(null)
    },
  })
  const save = useMutation({
    mutationFn: () => client.getFlow({ params: { flowId: flow.id } }),
    onSuccess: (latest) => {
      download(fileNameOf(latest.name), toFlowFile(latest))
      if (builder?.dirty)
        toast({ text: t('flows.exported-saved', { version: latest.version }), tone: 'note' })
    },
    onError: complain,
  })
  const label = t('flows.actions', { title: flow.name })
  return (
    <>
      <Menu
        label={label}
        trigger={
          <IconButton
            {...(buttonId && { id: buttonId })}
            label={label}
            icon={<Ellipsis size={16} />}
          />
        }
      >
        <MenuItem
          id="versions"
          href={paths.flowVersions(slug, flow.id)}
          icon={<History size={16} />}
        >
          {t('flows.versions.title')}
        </MenuItem>
        <MenuItem
          id="copy"
          icon={<CopyPlus size={16} />}
          disabledReason={refusedCopy}
          onAction={() => setAsking('copy')}
        >
          {t('flows.duplicate')}
        </MenuItem>
        <MenuItem id="export" icon={<Download size={16} />} onAction={() => save.mutate()}>
          {t('flows.export')}
        </MenuItem>
        {onStep && <MenuLine />}
        {onStep && (
          <MenuItem
            id="up"
            icon={<ArrowUp size={16} />}
            disabledReason={refusedOrder ?? (isFirst ? t('flows.is-first') : null)}
            onAction={() => onStep(-1)}
          >
            {t('flows.up')}
          </MenuItem>
        )}
        {onStep && (
          <MenuItem
            id="down"
            icon={<ArrowDown size={16} />}
            disabledReason={refusedOrder ?? (isLast ? t('flows.is-last') : null)}
            onAction={() => onStep(1)}
          >
            {t('flows.down')}
          </MenuItem>
        )}
        <MenuLine />
        {builder && (
          <MenuItem
            id="discard"
            icon={<RotateCcw size={16} />}
            disabledReason={builder.dirty ? null : t('ui.nothing-changed')}
            onAction={builder.discard}
          >
            {t('flows.discard')}
          </MenuItem>
        )}
        <MenuItem
          id="remove"
          danger
          icon={<Trash2 size={16} />}
          disabledReason={refusedRemove}
          onAction={() => setAsking('remove')}
        >
          {t('flows.delete')}
        </MenuItem>
      </Menu>
      {asking === 'copy' && <CopyDialog flow={flow} onClose={() => setAsking(null)} />}
      <ConfirmDialog
        title={t('flows.delete-question', { name: flow.name })}
        confirm={t('flows.delete-confirm')}
        danger
        isOpen={asking === 'remove'}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('flows.delete-warning')}
      </ConfirmDialog>
    </>
  )
}
