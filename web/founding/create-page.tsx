import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Link } from '#web/ui/link.tsx'
import { CreateForm } from './create-form.tsx'

/** Creating between password and door: from the picker, or by somebody who is in no organization (LG6). */
export function CreatePage() {
  const { t } = useTranslation()
  const { data } = useQuery(query('listMyOrganizations'))
  const current = data?.current
  return (
    <CardPage
      title={t('organizations.create')}
      lead={t('founding.lead')}
      width="wide"
      below={
        <Link href={current ? paths.tasks(current.slug) : paths.choose()}>
          {current ? t('door.stay', { name: current.name }) : t('founding.back')}
        </Link>
      }
    >
      <CreateForm email={data?.email ?? ''} />
    </CardPage>
  )
}
