/**
 * MLflow's migrations of its database since 2.9, in their order, and which versions want which. What takes long in large tables has its
 * work, as it was measured with PostgreSQL (docs/upgrading.md says how, and with how many rows); the rest takes no longer than a second.
 * test/cluster/upgrades holds both to the versions themselves.
 */

/** What a migration does in a table that may be large. */
export interface Work {
  readonly table: string;
  /** An index is read from the whole table; rows that are written anew, or deleted, leave the old ones behind. */
  readonly how: 'index' | 'rows' | 'check';
  /** Of each row of the table. */
  readonly microseconds: number;
  readonly bytes: number;
}

export interface Migration {
  readonly revision: string;
  readonly title: string;
  readonly work?: readonly Work[];
}

/** Of the tracking store: the first is the one that MLflow 2.9 has. */
export const TRACKING: readonly Migration[] = [
  { revision: 'acf3f17fdcc7', title: 'storage location of model versions' },
  { revision: '867495a8f9d4', title: 'traces' },
  { revision: '5b0e9adcef9c', title: 'tags of traces go with them' },
  { revision: '4465047574b1', title: 'longer schemas of datasets' },
  { revision: 'f5a4f2784254', title: 'longer tags of runs' },
  { revision: '0584bdc529eb', title: 'datasets go with experiments' },
  { revision: '400f98739977', title: 'logged models' },
  { revision: '6953534de441', title: 'steps of inputs' },
  { revision: 'bda7b8c39065', title: 'longer tags of model versions' },
  { revision: 'cbc13b556ace', title: 'previews of traces' },
  { revision: '770bee3ae1dd', title: 'assessments' },
  { revision: 'a1b2c3d4e5f6', title: 'spans' },
  { revision: 'de4033877273', title: 'what belongs together' },
  { revision: '1a0cddfcaa16', title: 'webhooks' },
  { revision: '534353b11cbc', title: 'scorers' },
  { revision: '71994744cf8e', title: 'evaluation datasets' },
  { revision: '3da73c924c2f', title: 'outputs in datasets' },
  { revision: 'bf29a5ff90ea', title: 'jobs' },
  { revision: '1bd49d398cd23', title: 'secrets of the AI gateway' },
  { revision: 'b7c8d9e0f1a2', title: 'metrics of traces' },
  { revision: '5d2d30f0abce', title: 'names of jobs' },
  { revision: 'c9d4e5f6a7b8', title: 'routing of endpoints' },
  { revision: '2c33131f4dae', title: 'online scoring' },
  { revision: 'd3e4f5a6b7c8', title: 'names of endpoints’ bindings' },
  { revision: 'd0e1f2a3b4c5', title: 'experiments of endpoints' },
  { revision: 'c8d9e0f1a2b3', title: 'metrics of spans' },
  { revision: '1b5f0d9ad7c1', title: 'workspaces' },
  { revision: 'e1f2a3b4c5d6', title: 'budgets' },
  { revision: '76601a5f987d', title: 'issues' },
  { revision: 'c3d6457b6d8a', title: 'details of jobs’ status' },
  {
    revision: 'a5b4c3d2e1f0',
    title: 'index of metrics by run, key and step',
    work: [{ table: 'metrics', how: 'index', microseconds: 4, bytes: 70 }],
  },
  { revision: 'ae8bbe7743c9', title: 'guardrails' },
  { revision: '7d34483879f0', title: 'indexes of the registry’s tags' },
  { revision: 'da6fb0208061', title: 'archival of traces' },
  { revision: '89d3d66ed43f', title: 'label schemas' },
  { revision: 'b7e4c1a90f23', title: 'review queues' },
  { revision: 'a8b9c0d1e2f3', title: 'MCP servers' },
  {
    revision: 'c1d2e3f4a5b6',
    title: 'index of spans by start',
    work: [{ table: 'spans', how: 'index', microseconds: 5, bytes: 40 }],
  },
  { revision: 'c3d9e7f1a2b4', title: 'targets of budgets' },
  {
    revision: '6f8d9c3b2a1e',
    title: 'traces go with experiments',
    work: [{ table: 'trace_info', how: 'check', microseconds: 1, bytes: 0 }],
  },
  {
    revision: '1971f2d9a75b',
    title: 'index of traces by time',
    work: [{ table: 'trace_info', how: 'index', microseconds: 3, bytes: 70 }],
  },
  { revision: '17e22815139b', title: 'longer tags of experiments' },
  { revision: 'b7e2c1a4d9f3', title: 'creators of jobs' },
  {
    revision: '75868b020152',
    title: 'analytics of traces',
    work: [
      { table: 'spans', how: 'rows', microseconds: 350, bytes: 400 },
      { table: 'trace_info', how: 'rows', microseconds: 250, bytes: 500 },
      { table: 'assessments', how: 'rows', microseconds: 100, bytes: 200 },
    ],
  },
  { revision: 'dc11669786a5', title: 'executors of jobs' },
  { revision: 'e7d1f4b2a9c6', title: 'skills' },
  { revision: '8b6ad64cb8f5', title: 'contract of issues' },
  { revision: 'f4a9b2c7d1e6', title: 'case of MCP servers’ versions' },
];

/** Of MLflow's own login. */
export const USERS: readonly Migration[] = [
  { revision: '8606fa83a998', title: 'users and permissions' },
  { revision: '0965eb92f5f0', title: 'permissions for scorers' },
  { revision: 'a1b2c3d4e5f6', title: 'permissions for the AI gateway' },
  { revision: '2ed73881770d', title: 'permissions of workspaces' },
  { revision: 'c3d4e5f6a7b8', title: 'roles' },
  { revision: 'e5f6a7b8c9d0', title: 'permissions become roles' },
  { revision: 'f1a2b3c4d5e6', title: 'permissions for prompts' },
];

export interface Schemas {
  readonly version: string;
  readonly tracking: string;
  readonly users: string;
}

/** Of minor versions, the newest first: what the first release of each that could be had wants; of one between two that agree, theirs. */
export const VERSIONS: readonly Schemas[] = (
  [
    ['3.18', 'f4a9b2c7d1e6', 'f1a2b3c4d5e6'],
    ['3.17', 'dc11669786a5', 'f1a2b3c4d5e6'],
    ['3.16', 'b7e2c1a4d9f3', 'f1a2b3c4d5e6'],
    ['3.15', '6f8d9c3b2a1e', 'f1a2b3c4d5e6'],
    ['3.14', 'b7e4c1a90f23', 'f1a2b3c4d5e6'],
    ['3.13', 'da6fb0208061', 'f1a2b3c4d5e6'],
    ['3.12', '7d34483879f0', 'c3d4e5f6a7b8'],
    ['3.11', 'c3d6457b6d8a', '2ed73881770d'],
    ['3.10', '1b5f0d9ad7c1', '2ed73881770d'],
    ['3.9', 'd3e4f5a6b7c8', 'a1b2c3d4e5f6'],
    ['3.8', '1bd49d398cd23', '0965eb92f5f0'],
    ['3.7', 'bf29a5ff90ea', '0965eb92f5f0'],
    ['3.6', 'bf29a5ff90ea', '8606fa83a998'],
    ['3.5', 'bf29a5ff90ea', '8606fa83a998'],
    ['3.4', '71994744cf8e', '8606fa83a998'],
    ['3.3', '1a0cddfcaa16', '8606fa83a998'],
    ['3.2', '770bee3ae1dd', '8606fa83a998'],
    ['3.1', '6953534de441', '8606fa83a998'],
    ['3.0', '6953534de441', '8606fa83a998'],
    ['2.22', '0584bdc529eb', '8606fa83a998'],
    ['2.21', '0584bdc529eb', '8606fa83a998'],
    ['2.20', '0584bdc529eb', '8606fa83a998'],
    ['2.19', '0584bdc529eb', '8606fa83a998'],
    ['2.18', '0584bdc529eb', '8606fa83a998'],
    ['2.17', 'f5a4f2784254', '8606fa83a998'],
    ['2.16', '4465047574b1', '8606fa83a998'],
    ['2.15', '4465047574b1', '8606fa83a998'],
    ['2.14', '5b0e9adcef9c', '8606fa83a998'],
    ['2.13', '867495a8f9d4', '8606fa83a998'],
    ['2.12', 'acf3f17fdcc7', '8606fa83a998'],
    ['2.11', 'acf3f17fdcc7', '8606fa83a998'],
    ['2.10', 'acf3f17fdcc7', '8606fa83a998'],
    ['2.9', 'acf3f17fdcc7', '8606fa83a998'],
  ] as const
).map(([version, tracking, users]) => ({ version, tracking, users }));

/** Which `mlflow db prepopulate-trace-analytics` does beforehand; it runs at the schema before it, and at no other. */
export const ANALYTICS = '75868b020152';
/** Drops a column of spans that older servers read. */
export const BREAKS_OLDER = ANALYTICS;
/** Cancels jobs that have not ended. */
export const CANCELS_JOBS = 'dc11669786a5';

/** Undefined where nobody knows it here. */
export function schemasOf(version: string): Schemas | undefined {
  const minor = /^\d+\.\d+/.exec(version)?.[0];
  return VERSIONS.find((one) => one.version === minor);
}

/** Which versions have this schema, such as `3.5 to 3.7`; undefined for one between versions. */
export function versionsWith(revision: string): string | undefined {
  const found = VERSIONS.filter(({ tracking }) => tracking === revision).map(({ version }) => version);
  const [newest, oldest] = [found[0], found.at(-1)];
  return newest === oldest ? newest : `${oldest ?? ''} to ${newest ?? ''}`;
}

export interface Distance {
  /** Undefined where one of the two is not in the list. */
  readonly due: readonly Migration[] | undefined;
  /** How many migrations the database is ahead. */
  readonly ahead: number;
}

/** From the schema of a database to another; before the first of the list there is nothing that is supported. */
export function distance(all: readonly Migration[], from: string, to: string): Distance {
  const [at, until] = [from, to].map((wanted) => all.findIndex(({ revision }) => revision === wanted));
  if (at === undefined || until === undefined || at < 0 || until < 0) return { due: undefined, ahead: 0 };
  return { due: all.slice(at + 1, until + 1), ahead: Math.max(0, at - until) };
}
