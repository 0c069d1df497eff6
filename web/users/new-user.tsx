import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { AddUserDialog } from './add-user-dialog.tsx'

/** Over the user table: the dialog that adds somebody. */
export function NewUser() {
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  return <AddUserDialog onClose={() => go(withQuery(paths.users(slug)))} />
}
