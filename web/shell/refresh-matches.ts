import { refresh } from '#web/api.ts'

/** After a match began, ended or was answered: everything that counts or shows it. */
export const refreshMatches = (): Promise<unknown> =>
  refresh(
    'listMatches',
    'getMatch',
    'listMyMatches',
    'listMyPrograms',
    'listSuggestions',
    'listParticipants',
    'getParticipant',
    'listProposals',
    'getProgram',
    'listPrograms',
    'listDoNotMatch',
  )
