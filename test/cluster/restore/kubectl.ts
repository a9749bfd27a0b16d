/** A kubectl of a cluster with one release, whose programs are real: what the command asks of it, the programs here answer. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { readDocuments } from '../../../lib/yaml/read';
import { execute } from '../../support/execute';
import { root } from '../../support/root';
import type { Release } from '../backup/pod';
import { MLFLOW } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { OF_JOB, RestorePod, type Container } from './pod';

/** Hands its words and its input to the test, and says what it answers. */
const STAND_IN = `#!${process.execPath}
const [, , ...args] = process.argv;
let input = '';
process.stdin.on('data', (chunk) => (input += chunk)).on('end', () => {
  const socket = require('node:net').connect(process.env.STAND_IN_SOCKET, () => socket.end(JSON.stringify({ args, input })));
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk)).on('end', () => {
    const { code, stdout, stderr } = JSON.parse(answer);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = code;
  });
});
`;

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly template: { readonly spec: { readonly initContainers: readonly Step[] } } };
}
interface Step {
  readonly name: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is asked for in a Job's pod, and not by the release. */
const ASKED = ['RESTORE_FROM', 'RESTORE_OVERWRITE', 'RESTORE_REQUEST'];

export class StandInKubectl {
  readonly folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'kubectl-'));
  readonly #server: Server;
  readonly #statuses: { name: string; exitCode?: number }[] = [];
  #job: string | undefined;
  #said = '';
  running: Promise<void> | undefined;

  constructor(private readonly release: Release) {
    writeFileSync(join(this.folder, 'kubectl'), STAND_IN);
    chmodSync(join(this.folder, 'kubectl'), 0o755);
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      let asked = '';
      socket.on('data', (chunk) => (asked += chunk.toString()));
      socket.on('end', () => {
        const { args, input } = JSON.parse(asked) as { readonly args: readonly string[]; readonly input: string };
        void this.answer(args, input).then((answer) => socket.end(JSON.stringify(answer)));
      });
    }).listen(join(this.folder, 'socket'));
  }

  get env(): Readonly<Record<string, string>> {
    return { PATH: `${this.folder}:/usr/bin:/bin`, STAND_IN_SOCKET: join(this.folder, 'socket') };
  }

  close(): void {
    this.#server.close();
  }

  private async answer(args: readonly string[], input: string): Promise<Outcome> {
    const words = args.join(' ');
    const said = (stdout: string): Outcome => ({ code: 0, stdout, stderr: '' });
    if (words.startsWith('get deployment ')) return said(JSON.stringify({ metadata: {} }));
    if (words.includes('exporter.py list')) return this.python([join(root, 'charts/backup/exporter.py'), 'list']);
    if (words.includes('psycopg2')) return this.python(args.slice(args.indexOf('-c')));
    if (words.startsWith('apply ')) {
      this.begin(readDocuments(input, 'applied').map(({ value }) => value as unknown as Manifest));
      return said('');
    }
    if (words.startsWith('get jobs ')) return said(JSON.stringify({ items: this.jobs() }));
    if (words.startsWith('get pods ')) return said(JSON.stringify({ items: [this.pod()] }));
    if (words.startsWith('logs ')) return said(this.#said);
    if (words.startsWith('rollout status ')) return said('');
    return { code: 1, stdout: '', stderr: `what is ${words}?` };
  }

  private python(args: readonly string[]): Promise<Outcome> {
    const env = { ...this.release.env, PATH: `${dirname(inMlflow(MLFLOW, 'python'))}:/usr/bin:/bin` };
    return execute('python', ['-B', ...args], { env });
  }

  /** As the Job's controller would: each container after the other, with what its manifest asks for. */
  private begin(manifests: readonly Manifest[]): void {
    const job = manifests.find(
      (one) => one.kind === 'Job' && one.metadata.labels?.['app.kubernetes.io/component'] === 'restore',
    );
    if (job === undefined) return;
    const [check] = job.spec.template.spec.initContainers;
    const asked = (check?.env ?? []).flatMap(({ name, value }) =>
      ASKED.includes(name) && value !== undefined ? [[name, value] as const] : [],
    );
    const pod = new RestorePod({
      ...this.release.env,
      RESTORE_OVERWRITE: '',
      RESTORE_REQUEST: '',
      ...Object.fromEntries(asked),
    });
    this.#job = job.metadata.name;
    this.#statuses.length = 0;
    this.running = this.run(pod);
  }

  private async run(pod: RestorePod): Promise<void> {
    for (const name of OF_JOB) {
      const status: { name: Container; exitCode?: number } = { name };
      this.#statuses.push(status);
      const { code, said } = await pod.run(name);
      this.#said = said;
      status.exitCode = code;
      if (code !== 0) return;
    }
  }

  private jobs(): readonly object[] {
    if (this.#job === undefined) return [];
    const isDone = this.#statuses.filter(({ exitCode }) => exitCode === 0).length === OF_JOB.length;
    return [{ metadata: { name: this.#job }, status: isDone ? { succeeded: 1 } : {} }];
  }

  private pod(): object {
    const state = (exitCode: number | undefined) =>
      exitCode === undefined ? { running: {} } : { terminated: { exitCode } };
    const initContainerStatuses = this.#statuses.map(({ name, exitCode }) => ({ name, state: state(exitCode) }));
    return { metadata: { name: 'restore-pod' }, status: { initContainerStatuses } };
  }
}
