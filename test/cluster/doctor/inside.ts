/** The doctor's program as kubectl exec runs it in a container of the server's. */
import { execute, outputOf } from '../../support/execute';
import { COMMAND, inputFor, type Asked } from '../../../operations/doctor/programs';
import type { Release, Variables } from '../backup/pod';

export interface Inside {
  readonly findings: readonly { readonly id: string; readonly about: string; readonly evidence: string }[];
  readonly unseen: readonly { readonly what: string; readonly reason: string; readonly needed: boolean }[];
}

/**
 * With the release's environment, and other variables; an empty one is not set.
 *
 * @param patience seconds for each part, where those of the programs are too many for a test
 */
export async function lookAt(
  { env }: Release,
  more: Variables = {},
  asked: Asked = {},
  patience?: number,
): Promise<Inside> {
  const { ARTIFACTS_URI: destination = '', ...rest } = env;
  const variables = { ...rest, MLFLOW_ARTIFACTS_DESTINATION: destination, PGCONNECT_TIMEOUT: '10', ...more };
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const input = inputFor(asked);
  const stdin =
    patience === undefined ? input : input.replaceAll(/\\nSECONDS = [49]0\\n/g, `\\nSECONDS = ${String(patience)}\\n`);
  const said = outputOf(await execute(COMMAND[0], COMMAND.slice(1), { env: set, stdin }));
  return JSON.parse(said) as Inside;
}

export const idsOf = ({ findings }: Inside): readonly string[] => findings.map(({ id }) => id);
