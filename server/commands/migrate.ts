import { StartError } from '#server/platform/start-error.ts'
import type { Command } from './command.ts'
import { connectBeside, prepareDatabase } from './connect.ts'
import { readArguments } from './read-arguments.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  does: 'brings the database to this version and ends',
  read(rest) {
    readArguments('migrate', rest, [])
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
}
