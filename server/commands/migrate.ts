import { StartError } from '#server/platform/start-error.ts'
import { defineCommand } from './command.ts'
import { connectBeside, prepareDatabase } from './connect.ts'

export const migrateCommand = defineCommand({
  name: 'migrate',
  does: 'brings the database to this version and ends',
  explains:
    'Brings the database to this version, by its owner (DATABASE_OWNER_URL), and ends. A running older version goes on.',
  fails: 'a migration failed, or may not run',
  example: '',
  read() {
    return async (surroundings) => {
      const connection = await connectBeside(surroundings)
      try {
        if (connection.ownerUrl === null)
          throw new StartError(
            'DATABASE_OWNER_URL is not set: migrations run as the owner of the database. ' +
              'Example: postgresql://foyer_owner:password@db.example.com:5432/foyer',
          )
        const applied = await prepareDatabase(connection, surroundings.migrationsFolder)
        return {
          text: applied.length > 0 ? `Migrated: ${applied.join(', ')}` : 'Nothing to migrate.',
          data: { applied },
        }
      } finally {
        await connection.close()
      }
    }
  },
})
