import { addOwnerCommand } from './add-owner.ts'
import { checkAuditCommand } from './check-audit.ts'
import { checkBillCommand } from './check-bill.ts'
import type { Command } from './command.ts'
import { createOrganizationCommand } from './create-organization.ts'
import { deleteOrganizationCommand } from './delete-organization.ts'
import { demoCommand } from './demo.ts'
import { exportCommand } from './export.ts'
import { listBillsCommand } from './list-bills.ts'
import { listOrganizationsCommand } from './list-organizations.ts'
import { migrateCommand } from './migrate.ts'
import { resetAuthenticatorCommand } from './reset-authenticator.ts'
import { rotateKeysCommand } from './rotate-keys.ts'
import { startCommand } from './start.ts'
import { strikeMatchCommand } from './strike-match.ts'
import { unlockCommand } from './unlock.ts'

/** Every command of `foyer`, in the order in which help shows them. */
export const sections: readonly (readonly [title: string, commands: readonly Command[]])[] = [
  ['', [startCommand, migrateCommand, rotateKeysCommand, demoCommand]],
  [
    'For organizations:',
    [
      listOrganizationsCommand,
      createOrganizationCommand,
      addOwnerCommand,
      checkAuditCommand,
      listBillsCommand,
      checkBillCommand,
      strikeMatchCommand,
      exportCommand,
      deleteOrganizationCommand,
    ],
  ],
  [
    'For a person who has no home organization any more, or none that can help:',
    [resetAuthenticatorCommand, unlockCommand],
  ],
]
