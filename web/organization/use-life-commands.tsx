import { Crown, DoorOpen, FileArchive, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import type { Command } from '#web/shell/commands.ts'
import type { Session } from '#web/shell/session.ts'

/** ⌘K: what happens to the organization as a whole, and one's own going; what one may not do is not offered. */
export function useLifeCommands({ organization, role, permissions }: Session): Command[] {
  const { t } = useTranslation()
  const { slug } = organization
  const isOwner = role.template === 'owner'
  const mayExport = permissions.includes('organization:export')
  return useMemo(() => {
    const section = t('shell.organization')
    return [
      ...(mayExport
        ? [
            {
              id: 'organization.export',
              section,
              label: t('organization.export.start'),
              words: 'ZIP CSV',
              href: paths.exports(slug),
              icon: <FileArchive size={16} />,
            },
          ]
        : []),
      ...(isOwner
        ? [
            {
              id: 'organization.hand-over',
              section,
              label: t('organization.owners.hand-over'),
              href: paths.organizationSettings(slug, 'hand-over'),
              icon: <Crown size={16} />,
            },
            {
              id: 'organization.delete',
              section,
              label: t('organization.deletion.start'),
              href: paths.organizationSettings(slug, 'delete'),
              icon: <Trash2 size={16} />,
            },
          ]
        : []),
      {
        id: 'organization.leave',
        section,
        label: t('leave.start'),
        href: paths.leave(slug),
        icon: <DoorOpen size={16} />,
      },
    ]
  }, [slug, isOwner, mayExport, t])
}
