import { createContext, use } from 'react'
import type { Program } from '#api/programs.ts'
import { queries, query, refresh } from '#web/api.ts'

export const ProgramContext = createContext<Program | null>(null)

/** The program of the page; only in its tabs. */
export function useProgram(): Program {
  const program = use(ProgramContext)
  if (!program) throw new Error('useProgram is for the tabs of a program')
  return program
}

/** Shows what the server answered after a change. */
export function keepProgram(program: Program): void {
  queries.setQueryData(query('getProgram', { params: { programId: program.id } }).queryKey, program)
  void refresh('listPrograms', 'listMyPrograms')
}
