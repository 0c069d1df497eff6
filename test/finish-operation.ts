import type { Client } from '#api/client.ts'
import type { Operation } from '#api/operations.ts'
import type { TestApp } from './harness.ts'
import { runJobs } from './run-jobs.ts'

/** Performs an operation slice by slice until it has ended. */
export async function finishOperation(
  app: TestApp,
  client: Client,
  { id, kind }: Pick<Operation, 'id' | 'kind'>,
): Promise<Operation> {
  for (let slice = 0; slice < 50; slice++) {
    const operation = await client.getOperation({ params: { operationId: id } })
    if (operation.status !== 'running') return operation
    await runJobs(app, `operation-${kind}`)
  }
  throw new Error('it does not end')
}
