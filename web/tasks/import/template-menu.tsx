import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '#api/flows.ts'
import { client, query } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { download } from '#web/ui/download.ts'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { useSayError } from '../use-say-error.ts'
import { templateOf } from './template-of.ts'

/** An empty file with the columns of a flow. */
export function TemplateMenu() {
  const { t } = useTranslation()
  const say = useSayError()
  const flows = useQuery(query('listFlows')).data?.items ?? []
  if (flows.length === 0) return null
  const make = async ({ id: flowId, name }: FlowSummary) => {
    try {
      const flow = await client.getFlow({ params: { flowId } })
      download(`${name.replace(/[^\p{L}\p{N} _-]/gu, '')}.csv`, templateOf(flow))
    } catch (error) {
      say(error as Error)
    }
  }
  return (
    <Menu
      trigger={<Button icon={<Download size={16} />}>{t('task-imports.template')}</Button>}
      onAction={(key) => {
        const flow = flows.find(({ id }) => id === key)
        if (flow) void make(flow)
      }}
    >
      {flows.map(({ id, name }) => (
        <MenuItem key={id} id={id}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  )
}
