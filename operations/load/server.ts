/** The server that is tried: who asks, what is in it before, and that nothing stays. */
import { SettingsError } from '../../lib/validate/settings/settings-error';
import { visible } from '../../lib/text/visible';
import { withoutSecrets } from '../../lib/text/without-secrets';
import { Connection, type MadeRun, type Target } from './clients';

const API = '/api/2.0/mlflow';
const JSON_TYPE = { 'Content-Type': 'application/json' };
/** Of those that fill an experiment, and clear away. */
const AT_ONCE = 8;

/** @throws SettingsError for what is no address of a server */
export function trackingUri(text: string): URL {
  const expected = 'expected the address of a tracking server, such as https://mlflow.example.com';
  if (!/^https?:\/\/[^\s/]/i.test(text) || !URL.canParse(text))
    throw new SettingsError(`${expected}, got ${withoutSecrets(text)}`);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw new SettingsError(
      `${expected}, got one with a user or a password, which everybody on this machine would see: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD`,
    );
  if (url.search !== '' || url.hash !== '') throw new SettingsError(`${expected}, got one with a ? or #`);
  return url;
}

/** As MLflow's own clients read it. https://mlflow.org/docs/latest/ml/auth/ */
export function loginIn(environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const [user, password] = [environment['MLFLOW_TRACKING_USERNAME'], environment['MLFLOW_TRACKING_PASSWORD']];
  const token = environment['MLFLOW_TRACKING_TOKEN'];
  if (user !== undefined && password !== undefined)
    return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

/**
 * Experiments of its own, with runs in one of them.
 *
 * @param made is told of each run that is there
 * @throws SettingsError where the server does not let it
 */
export async function prepared(
  server: Omit<Target, 'experiments'>,
  name: string,
  runs: number,
  made: (runs: number) => void,
): Promise<Target> {
  const nobody = { ...server, experiments: { full: '', logged: '', traced: '' } };
  const connection = new Connection(nobody);
  const make = async (kind: string): Promise<string> => {
    const body = await post(connection, server.url, 'experiments/create', { name: `${name}/${kind}` });
    const { experiment_id } = (body ?? {}) as { readonly experiment_id?: string };
    if (experiment_id === undefined) throw strange(server.url);
    return experiment_id;
  };
  const target = { ...server, experiments: { full: await make('full'), logged: '', traced: '' } };
  try {
    target.experiments = { ...target.experiments, logged: await make('logged'), traced: await make('traced') };
    connection.close();
    await atOnce(
      nobody,
      Array.from({ length: runs }, (_, index) => index),
      async (one, index) => {
        await oneRun(one, server.url, target.experiments.full, index);
        made(index + 1);
      },
    );
    return target;
  } catch (error) {
    await cleared(target, []);
    throw error;
  }
}

async function oneRun(connection: Connection, url: URL, experiment_id: string, index: number): Promise<void> {
  const start = Date.now();
  const made = (await post(connection, url, 'runs/create', { experiment_id, start_time: start })) as MadeRun;
  const run_id = made?.run?.info?.run_id;
  if (run_id === undefined) throw strange(url);
  await post(connection, url, 'runs/log-batch', {
    run_id,
    metrics: [0, 1, 2].map((key) => ({ key: `m${String(key)}`, value: Math.random(), timestamp: start, step: 0 })),
    params: [0, 1].map((key) => ({ key: `p${String(key)}`, value: String(index % 50) })),
  });
}

/**
 * Artefacts go at once; experiments as if somebody had deleted them: their runs stay in the database until they are deleted for good.
 *
 * @returns what could not be done, in words
 */
export async function cleared(target: Target, artefacts: readonly string[]): Promise<readonly string[]> {
  const problems: string[] = [];
  await atOnce(target, artefacts, async (connection, path) => {
    const { problem } = await connection.answer('DELETE', path, Buffer.alloc(0), {});
    if (problem !== undefined) problems.push(`${path} is still there: ${visible(problem)}`);
  });
  const experiments = Object.values(target.experiments).filter((id) => id !== '');
  await atOnce(target, experiments, async (connection, id) => {
    const body = Buffer.from(JSON.stringify({ experiment_id: id }));
    const { problem } = await connection.answer('POST', `${API}/experiments/delete`, body, JSON_TYPE);
    if (problem !== undefined) problems.push(`experiment ${id} is still there: ${visible(problem)}`);
  });
  return problems;
}

async function post(connection: Connection, url: URL, path: string, body: object): Promise<unknown> {
  const sent = Buffer.from(JSON.stringify(body));
  const { answer, problem } = await connection.answer('POST', `${API}/${path}`, sent, JSON_TYPE);
  if (answer === undefined)
    throw new SettingsError(
      `${url.href} does not do its part (${path}): ${visible(problem ?? '')}. ${hintFor(problem)}`,
    );
  try {
    return JSON.parse(answer.toString());
  } catch {
    throw strange(url);
  }
}

function strange(url: URL): SettingsError {
  return new SettingsError(`${url.href} answers something else than MLflow does: is it a tracking server’s address?`);
}

function hintFor(problem = ''): string {
  if (/answers 40[13]/.test(problem))
    return 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN';
  if (problem.includes('certificate')) return 'Give the authority that signed its certificate: --ca-file FILE';
  return 'Is it a tracking server’s address, and is it running?';
}

async function atOnce<T>(
  target: Target,
  items: readonly T[],
  work: (connection: Connection, item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    const connection = new Connection(target);
    try {
      for (const item of rest) await work(connection, item);
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
