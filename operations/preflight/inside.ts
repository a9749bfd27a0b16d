/** What the server's container says of its database, of which nothing is believed to have its form. */
import { told } from '../doctor/finding';
import { placeIn } from '../doctor/inside';
import { COMMAND } from '../doctor/programs';
import type { Unseen } from '../doctor/read';
import type { State } from '../doctor/state';
import type { KubectlAnswer } from '../kubectl';
import type { Database, Inside, Table } from './facts';
import { input } from './programs';

/** More than the program takes: it ends by itself. */
export const SECONDS = 300;

export interface Looked {
  readonly inside: Inside | undefined;
  readonly unseen: readonly Unseen[];
}

/** @param ask gives kubectl its input, too */
export async function lookInside(
  state: State,
  ask: (args: readonly string[], input: string) => Promise<KubectlAnswer>,
): Promise<Looked> {
  const place = placeIn(state);
  if (place === undefined) return nothing('no container of the server runs that could be asked');
  const { pod, container } = place;
  const said = await ask(['exec', '--stdin', pod, '--container', container, '--', ...COMMAND], input());
  if ('unknown' in said) return nothing(said.unknown);
  // What programs of the image print as they start stands before it.
  return read(said.output.trimEnd().split('\n').at(-1) ?? '', pod);
}

function nothing(reason: string): Looked {
  return {
    inside: undefined,
    unseen: [{ what: 'MLflow and its database from inside (create pods/exec)', reason, isNeeded: true }],
  };
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function read(text: string, pod: string): Looked {
  const answer = parsed(text);
  const odd = nothing(`pod ${pod} prints something else than that`);
  if (!isObject(answer)) return odd;
  const { format, problem, mlflow, database, unseen } = answer;
  if (isText(problem)) return nothing(told(problem));
  if (format !== 1 || !isText(mlflow) || !Array.isArray(unseen)) return odd;
  const known = database === null ? undefined : databaseIn(database);
  if (database !== null && known === undefined) return odd;
  const rest = (unseen as readonly unknown[]).map((one): Unseen => {
    const { what, reason } = isObject(one) ? one : {};
    return {
      what: isText(what) ? told(what) : 'the database',
      reason: isText(reason) ? told(reason) : 'nobody says why',
      isNeeded: true,
    };
  });
  return { inside: { mlflow: told(mlflow), ...(known && { database: known }) }, unseen: rest };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function databaseIn(value: unknown): Database | undefined {
  if (!isObject(value)) return undefined;
  const { server, bytes, log, tracking, users, tables, migrating, jobs, strange, open } = value;
  if (![server, bytes, log, jobs, open].every(isNumber) || typeof migrating !== 'boolean') return undefined;
  if (!Array.isArray(tracking) || !tracking.every(isText) || !isObject(tables)) return undefined;
  if ((users !== undefined && !isText(users)) || (strange !== null && !isNumber(strange))) return undefined;
  if (!Object.values(tables).every(isTable)) return undefined;
  return value as unknown as Database;
}

function isTable(value: unknown): value is Table {
  return isObject(value) && isNumber(value['rows']) && isNumber(value['bytes']);
}
