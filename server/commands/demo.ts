import type { Config } from '#server/config.ts'
import { createDemo, type DemoAccount } from '#server/demo/create-demo.ts'
import { keepDemoAccounts, readDemoAccounts } from '#server/demo/demo-accounts.ts'
import { openDatabase } from '#server/platform/database.ts'
import { defineCommand } from './command.ts'
import { type Connection, connectBeside, prepareDatabase } from './connect.ts'

/** Makes the demo, or tells the accounts of the one that is there; random passwords are printed once and not kept. */
export const demoCommand = defineCommand({
  name: 'demo',
  does: 'adds five people in eight organizations, and prints how they sign in',
  explains:
    'Adds five people in eight organizations and prints how they sign in; where a demo with known passwords is there, prints ' +
    'those. On a database of your own the passwords are random and shown once.',
  fails: 'there is a demo already whose passwords nobody kept, or it could not be made',
  example: '--json',
  read() {
    return async (surroundings) => {
      const { config, migrationsFolder } = surroundings
      const connection = await connectBeside(surroundings)
      try {
        await prepareDatabase(connection, migrationsFolder)
        const friendly = showsDemo(config)
        const accounts =
          (friendly && (await readDemoAccounts(connection.dataFolder))) ||
          (await addDemo(connection, friendly))
        return {
          text: describeDemo(config.publicUrl, accounts),
          data: { address: config.publicUrl, accounts },
        }
      } finally {
        await connection.close()
      }
    }
  },
})

/** Demo accounts with known passwords: only where nobody but this machine reaches Foyer and its own database (OP2). */
export const showsDemo = (config: Config) => config.local && config.database.kind === 'embedded'

async function addDemo({ appUrl, dataFolder }: Connection, friendly: boolean) {
  const database = openDatabase({ connectionString: appUrl })
  try {
    const accounts = await createDemo(database, { friendly, now: new Date() })
    if (friendly) await keepDemoAccounts(dataFolder, accounts)
    return accounts
  } finally {
    await database.close()
  }
}

const describeDemo = (address: string, accounts: readonly DemoAccount[]): string =>
  [
    `The demo on ${address}:`,
    ...accounts.map(({ name, email, password, organizations }) => {
      const roles = organizations.map((each) => `${each.name} (${each.role})`).join(', ')
      return `\n  ${name}\n    ${email}   ${password}\n    ${roles}`
    }),
  ].join('\n')
