/** Asks from inside: a program in a container that has the server's environment, by `kubectl exec`. */
import { CAUSES } from '../../charts/doctor/causes';
import { ranked, type Ranked } from './finding';
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

/** More than its programs take, with all that does not answer. */
export const SECONDS = 300;

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
    const prefix = (probe?.path ?? '').replace(/\/health$/, '');
    const address = `${(probe?.scheme ?? 'HTTP').toLowerCase()}://${ip.includes(':') ? `[${ip}]` : ip}:${String(PROXY.port)}${prefix}`;
    const service = state.services.find((one) => isOf(state, one) && componentOf(one) === SERVER);
    const host = service === undefined ? 'localhost' : `${nameOf(service)}.${state.namespace}.svc.cluster.local`;
    const server =
      container === 'mlflow' && ip !== '' && running.includes(PROXY.container) ? { address, host } : undefined;
    return { pod: nameOf(pod), container, server };
  }
  return undefined;
}

interface Answer {
  readonly format?: unknown;
  readonly problem?: string;
  readonly findings?: readonly { readonly id: string; readonly about: string; readonly evidence: string }[];
  readonly unseen?: readonly { readonly what: string; readonly reason: string }[];
}

function read(text: string, pod: string): Looked {
  const answer = parsed(text);
  if (answer?.format !== 1)
    return { findings: [], unseen: [unseen(answer?.problem ?? `pod ${pod} prints something else than findings`)] };
  const findings = (answer.findings ?? []).flatMap(({ id, evidence }) => {
    const cause = CAUSES[id];
    return cause === undefined ? [] : [ranked(id, cause, { where: cause.where, evidence })];
  });
  return { findings, unseen: (answer.unseen ?? []).map((one) => ({ ...one, isNeeded: false })) };
}

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}
