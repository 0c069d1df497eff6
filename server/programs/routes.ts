import { api } from '#api/index.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import { serve } from '#server/http/call.ts'
import { archiveProgram } from './archive-program.ts'
import { createProgram } from './create-program.ts'
import { exportMatches } from './export/export-matches.ts'
import { listPrograms } from './list-programs.ts'
import { addDoNotMatch } from './matches/add-do-not-match.ts'
import { addToGroup } from './matches/add-to-group.ts'
import { answerRequest } from './matches/answer-request.ts'
import { askForMatch } from './matches/ask-for-match.ts'
import { createMatch } from './matches/create-match.ts'
import { endMatch } from './matches/end-match.ts'
import { endMyMatch } from './matches/end-my-match.ts'
import { getMatch } from './matches/get-match.ts'
import { listDoNotMatch } from './matches/list-do-not-match.ts'
import { listMatches } from './matches/list-matches.ts'
import { listMyMatches } from './matches/list-my-matches.ts'
import { listSuggestions } from './matches/list-suggestions.ts'
import { removeDoNotMatch } from './matches/remove-do-not-match.ts'
import { removeFromGroup } from './matches/remove-from-group.ts'
import { restartMatch } from './matches/restart-match.ts'
import { withdrawRequest } from './matches/withdraw-request.ts'
import { getProgram } from './program.ts'
import { approveProposal } from './proposals/approve-proposal.ts'
import { discardProposal } from './proposals/discard-proposal.ts'
import { listProposals } from './proposals/list-proposals.ts'
import { startProposal } from './proposals/start-proposal.ts'
import { addParticipant } from './registrations/add-participant.ts'
import { freezeMyself, unfreezeMyself } from './registrations/freeze-myself.ts'
import { freezeParticipant } from './registrations/freeze-participant.ts'
import { getParticipant } from './registrations/get-participant.ts'
import { joinProgram } from './registrations/join-program.ts'
import { leaveProgram } from './registrations/leave-program.ts'
import { listCandidates } from './registrations/list-candidates.ts'
import { listMyPrograms } from './registrations/list-my-programs.ts'
import { listParticipants } from './registrations/list-participants.ts'
import { removeParticipant } from './registrations/remove-participant.ts'
import { updateParticipant } from './registrations/update-participant.ts'
import { removeProgram } from './remove-program.ts'
import { restoreProgram } from './restore-program.ts'
import { updateProgram } from './update-program.ts'

const named = {
  programs_name: () =>
    fieldProblem('name-taken', '#/name', 'is the name of another program', 'taken'),
}
/** What the database refuses where a race slipped by all that was judged. */
const matched = {
  matches_pair: () => problem('already-matched'),
  registrations_room: () => problem('capacity-full'),
}

export const programRoutes = [
  serve(api.listPrograms, ({ tx, caller, query, now }) => listPrograms(tx, caller, query, now)),
  serve(api.getProgram, ({ tx, caller, params, now }) =>
    getProgram(tx, caller, params.programId, now),
  ),
  serve(
    api.createProgram,
    ({ tx, caller, body, request, now }) => createProgram(tx, caller, body, request, now),
    { violations: named },
  ),
  serve(
    api.updateProgram,
    ({ tx, caller, params, body, request, now }) =>
      updateProgram(tx, caller, params.programId, body, request, now),
    { violations: named },
  ),
  serve(api.archiveProgram, ({ tx, caller, params, body, request, now }) =>
    archiveProgram(tx, caller, params.programId, body, request, now),
  ),
  serve(api.restoreProgram, ({ tx, caller, params, request, now }) =>
    restoreProgram(tx, caller, params.programId, request, now),
  ),
  serve(api.removeProgram, async ({ tx, caller, params, request, now }) => {
    await removeProgram(tx, caller, params.programId, request, now)
    return undefined
  }),

  serve(api.listParticipants, ({ tx, caller, params, query }) =>
    listParticipants(tx, caller, params.programId, query),
  ),
  serve(api.getParticipant, ({ tx, caller, params }) =>
    getParticipant(tx, caller, params.programId, params.registrationId),
  ),
  serve(api.listCandidates, ({ tx, caller, params, query }) =>
    listCandidates(tx, caller, params.programId, query.q),
  ),
  serve(api.addParticipant, ({ tx, caller, params, body, request, now }) =>
    addParticipant(tx, caller, params.programId, body, request, now),
  ),
  serve(api.updateParticipant, ({ tx, caller, params, body, request, now }) =>
    updateParticipant(tx, caller, params, body, request, now),
  ),
  serve(api.freezeParticipant, ({ tx, caller, params, request, now }) =>
    freezeParticipant(tx, caller, params, true, request, now),
  ),
  serve(api.unfreezeParticipant, ({ tx, caller, params, request, now }) =>
    freezeParticipant(tx, caller, params, false, request, now),
  ),
  serve(api.removeParticipant, async ({ tx, caller, params, request, now }) => {
    await removeParticipant(tx, caller, params, request, now)
    return undefined
  }),

  serve(api.listDoNotMatch, ({ tx, params, query }) => listDoNotMatch(tx, params.programId, query)),
  serve(api.addDoNotMatch, async ({ tx, caller, params, body, request, now }) => {
    await addDoNotMatch(tx, caller, params.programId, body, request, now)
    return undefined
  }),
  serve(api.removeDoNotMatch, async ({ tx, caller, params, request, now }) => {
    await removeDoNotMatch(tx, caller, params, request, now)
    return undefined
  }),

  serve(api.startProposal, ({ tx, caller, params, body, request, now }) =>
    startProposal(tx, caller, params.programId, body, request, now),
  ),
  serve(api.listProposals, ({ tx, params }) => listProposals(tx, params.programId)),
  serve(api.approveProposal, ({ tx, caller, params, body, request, now }) =>
    approveProposal(tx, caller, params.proposalId, body.matches, request, now),
  ),
  serve(api.discardProposal, ({ tx, caller, params, body, request, now }) =>
    discardProposal(tx, caller, params.proposalId, body.matches, request, now),
  ),

  serve(api.listMatches, ({ tx, caller, query }) => listMatches(tx, caller, query)),
  serve(api.exportMatches, ({ tx, caller, body, request, now }) =>
    exportMatches(tx, caller, body, request, now),
  ),
  serve(api.getMatch, ({ tx, params }) => getMatch(tx, params.matchId)),
  serve(
    api.createMatch,
    ({ tx, caller, body, request, now }) => createMatch(tx, caller, body, request, now),
    { violations: matched },
  ),
  serve(api.endMatch, ({ tx, caller, params, body, request, now }) =>
    endMatch(tx, caller, params.matchId, body, request, now),
  ),
  serve(
    api.addToGroup,
    ({ tx, caller, params, body, request, now }) =>
      addToGroup(tx, caller, params.matchId, body.registrationId, request, now),
    { violations: matched },
  ),
  serve(api.removeFromGroup, ({ tx, caller, params, body, request, now }) =>
    removeFromGroup(tx, caller, params, body, request, now),
  ),
  serve(
    api.restartMatch,
    ({ tx, caller, params, request, now }) =>
      restartMatch(tx, caller, params.matchId, request, now),
    { violations: matched },
  ),

  serve(api.listMyPrograms, ({ tx, caller, now }) => listMyPrograms(tx, caller, now)),
  serve(api.joinProgram, ({ tx, caller, params, body, request, now }) =>
    joinProgram(tx, caller, params.programId, body, request, now),
  ),
  serve(api.leaveProgram, async ({ tx, caller, params, request, now }) => {
    await leaveProgram(tx, caller, params.programId, request, now)
    return undefined
  }),
  serve(api.freezeMyself, ({ tx, caller, body, request, now }) =>
    freezeMyself(tx, caller, body.programId, request, now),
  ),
  serve(api.unfreezeMyself, ({ tx, caller, query, request, now }) =>
    unfreezeMyself(tx, caller, query.programId ?? null, request, now),
  ),
  serve(api.listMyMatches, ({ tx, caller, query }) => listMyMatches(tx, caller, query.programId)),
  serve(api.listSuggestions, ({ tx, caller, params, query, now }) =>
    listSuggestions(tx, caller, params.programId, query.q, now),
  ),
  serve(
    api.askForMatch,
    ({ tx, caller, params, body, request, now }) =>
      askForMatch(tx, caller, params.programId, body, request, now),
    { violations: matched },
  ),
  serve(api.answerRequest, ({ tx, caller, params, body, request, now }) =>
    answerRequest(tx, caller, params.matchId, body, request, now),
  ),
  serve(api.withdrawRequest, ({ tx, caller, params, now }) =>
    withdrawRequest(tx, caller, params.matchId, now),
  ),
  serve(api.endMyMatch, ({ tx, caller, params, body, request, now }) =>
    endMyMatch(tx, caller, params.matchId, body.reason, request, now),
  ),
]
