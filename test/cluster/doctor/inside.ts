/** The doctor's program as kubectl exec runs it in a container of the server's. */
import { execute, outputOf } from '../../support/execute';
import { COMMAND, inputFor, type Asked } from '../../../operations/doctor/programs';
import type { Release, Variables } from '../backup/pod';

export interface Inside {
  readonly findings: readonly { readonly id: string; readonly about: string; readonly evidence: string }[];
  readonly unseen: readonly { readonly what: string; readonly reason: string }[];
}

/** With the release's environment, and other variables; an empty one is not set. */
export async function lookAt({ env }: Release, more: Variables = {}, asked: Asked = {}): Promise<Inside> {
  const { ARTIFACTS_URI: destination = '', ...rest } = env;
  const variables = { ...rest, MLFLOW_ARTIFACTS_DESTINATION: destination, PGCONNECT_TIMEOUT: '10', ...more };
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const said = outputOf(await execute(COMMAND[0], COMMAND.slice(1), { env: set, stdin: inputFor(asked) }));
  return JSON.parse(said) as Inside;
}

export const idsOf = ({ findings }: Inside): readonly string[] => findings.map(({ id }) => id);
