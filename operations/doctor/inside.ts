/** Asks from inside: a program in a container that has the server's environment, by `kubectl exec`. */
import { CAUSES } from '../../charts/doctor/causes';
import { ranked, told, type Ranked } from './finding';
import { COMMAND, inputFor, type Asked } from './programs';
import { componentOf, isOf, isReady, nameOf, podsOf, SERVER, statusesOf, type State } from './state';
import type { Ask, Unseen } from './read';

export interface Looked {
  readonly findings: readonly Ranked[];
  readonly unseen: readonly Unseen[];
}

/** Which have what the server has; those that prepare it run while it cannot start. */
const CONTAINERS = ['mlflow', 'prepare', 'stores'] as const;
const PROXY = { container: 'proxy', port: 5000 } as const;

/** More than its programs take, with all that does not answer: each of them ends by itself. */
export const SECONDS = 420;

/** @param ask gives kubectl its input, too */
export async function lookInside(
  state: State,
  ask: (args: readonly string[], input: string) => ReturnType<Ask>,
): Promise<Looked> {
  const place = placeIn(state);
  if (place === undefined) {
    return { findings: [], unseen: [unseen('no container of the server runs that could be asked')] };
  }
  const { pod, container, server } = place;
  const args = ['exec', '--stdin', pod, '--container', container, '--', ...COMMAND];
  const said = await ask(args, inputFor(server === undefined ? {} : { server }));
  if ('unknown' in said) return { findings: [], unseen: [unseen(said.unknown)] };
  return read(said.output, pod);
}

function unseen(reason: string): Unseen {
  return { what: 'the database, the store and the server from inside (create pods/exec)', reason, isNeeded: true };
}

interface Place {
  readonly pod: string;
  readonly container: string;
  readonly server: Asked['server'];
}

/** A pod that is not ready before one that is: it has what was changed last. */
export function placeIn(state: State): Place | undefined {
  const pods = [...podsOf(state, SERVER)].sort((one, other) => Number(isReady(one)) - Number(isReady(other)));
  for (const pod of pods) {
    const running = statusesOf(pod).flatMap(({ name, state: now }) => (now?.running === undefined ? [] : [name]));
    const container = CONTAINERS.find((name) => running.includes(name));
    if (container === undefined) continue;
    const probe = pod.spec?.containers.find(({ name }) => name === PROXY.container)?.readinessProbe?.httpGet;
    const ip = pod.status?.podIP ?? '';
    // Of another path nobody knows how much is a prefix: then MLflow is asked without one.
    const prefix = /^(.*)\/health$/.exec(probe?.path ?? '')?.[1] ?? '';
    const address = `${(probe?.scheme ?? 'HTTP').toLowerCase()}://${ip.includes(':') ? `[${ip}]` : ip}:${String(PROXY.port)}${prefix}`;
    const service = state.services.find((one) => isOf(state, one) && componentOf(one) === SERVER);
    const host = service === undefined ? 'localhost' : `${nameOf(service)}.${state.namespace}.svc.cluster.local`;
    const server =
      container === 'mlflow' && ip !== '' && running.includes(PROXY.container) ? { address, host } : undefined;
    return { pod: nameOf(pod), container, server };
  }
  return undefined;
}

/** Of what a container prints, which may be another's: nothing of it is believed to have its form. */
function read(text: string, pod: string): Looked {
  // What programs of the image print as they start stands before it.
  const answer = objectIn(text.trimEnd().split('\n').at(-1) ?? '');
  const { format, problem, findings, unseen: rest } = answer ?? {};
  if (typeof problem === 'string') return { findings: [], unseen: [unseen(told(problem))] };
  if (format !== 1 || !Array.isArray(findings) || !Array.isArray(rest))
    return { findings: [], unseen: [unseen(`pod ${pod} prints something else than findings`)] };
  const found = (findings as readonly unknown[]).map(findingIn);
  const known = found.filter((one) => one !== undefined);
  return {
    findings: known,
    unseen: [
      ...(known.length < found.length ? [unseen(`pod ${pod} prints findings that nobody knows`)] : []),
      ...(rest as readonly unknown[]).map(unseenIn),
    ],
  };
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

function objectIn(text: string): Json | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return isObject(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function findingIn(value: unknown): Ranked | undefined {
  if (!isObject(value)) return undefined;
  const { id, evidence } = value;
  if (typeof id !== 'string' || typeof evidence !== 'string' || !Object.hasOwn(CAUSES, id)) return undefined;
  const cause = CAUSES[id];
  return cause && ranked(id, cause, { where: cause.where, evidence });
}

function unseenIn(value: unknown): Unseen {
  const { what, reason, needed } = isObject(value) ? value : {};
  if (typeof what !== 'string' || typeof reason !== 'string')
    return unseen('it says that of nothing that anybody knows');
  return { what: told(what), reason: told(reason), isNeeded: needed === true };
}
