import { type QueryKey, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { type ImportTarget, importTargets, type UserImport } from '#api/imports.ts'
import { client, queries, query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { FileCards } from '#web/shell/table-import/file-cards.tsx'
import { ImportFile } from '#web/shell/table-import/import-file.tsx'
import { chosen, useChangeFile } from '#web/shell/table-import/use-change-file.ts'
import { ImportChoices } from './import-choices.tsx'
import { usePeopleImport } from './use-people-import.ts'

type Change = Parameters<Client['updateUserImport']>[0]['body']

/** A file of people: how it is written, what its columns are, what would come of it; then the import of it (US4). */
export function ImportFilePage() {
  const { importId = '' } = useParams({ strict: false })
  const refusal = useRefusal('getUserImport')
  const asked = query('getUserImport', { params: { importId } })
  const found = useQuery({ ...asked, enabled: !refusal, staleTime: Number.POSITIVE_INFINITY })
  return (
    <ImportFile kind={usePeopleImport()} found={found} refusal={refusal}>
      {(file) => <Prepare file={file} queryKey={asked.queryKey} />}
    </ImportFile>
  )
}

function Prepare({ file, queryKey }: { file: UserImport; queryKey: QueryKey }) {
  const { t } = useTranslation()
  const fields = useQuery(query('listFields')).data?.items ?? []
  const update = useChangeFile<UserImport, Change>({
    file,
    queryKey,
    send: (body) => client.updateUserImport({ params: { importId: file.id }, body }),
    choose: chosen<ImportTarget, UserImport>,
  })
  const targets: { id: ImportTarget; label: string }[] = [
    ...importTargets.map((id) => ({ id, label: t(`imports.targets.${id}`) })),
    // What nobody else sees, nobody else writes.
    ...fields
      .filter(({ visibility }) => visibility !== 'nobody')
      .map(({ id, name }): { id: ImportTarget; label: string } => ({
        id: `field:${id}`,
        label: name,
      })),
  ]
  return (
    <>
      <FileCards file={file} targets={targets} onChange={update.mutate} />
      <ImportChoices
        file={file}
        isPending={update.isPending}
        onStart={({ id }) =>
          queries.setQueryData<UserImport>(
            queryKey,
            (before) => before && { ...before, operationId: id },
          )
        }
      />
    </>
  )
}
