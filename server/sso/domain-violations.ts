import { fieldProblem, problem } from '#api/problem.ts'

/** Two of one name, a connection that there is none of, and what another organization has proved: told by the database. */
export const domainViolations = {
  domains_domain: () =>
    fieldProblem('name-taken', '#/domain', 'This organization has this domain already.', 'taken'),
  domains_organization_id_connection_id_fkey: () =>
    fieldProblem(
      'values-refused',
      '#/connectionId',
      'is not a connection of this organization',
      'unknown',
    ),
  domains_proved: () => problem('domain-taken'),
}
