/**
 * `npm run test:cluster`: the charts against real API servers. It builds them with Go, once, and prints what was proved.
 *
 *     npm run test:cluster                       all of it
 *     npm run test:cluster -- lifecycle          test files whose name has this in it
 *     npm run test:cluster -- guarantee          what needs no cluster: how the newest Helms render
 *     npm run test:cluster -- platform           pods that really run, on three nodes; or a file of that folder: -- platform dev
 *     npm run test:cluster -- platform --older   the same on an older Kubernetes
 *     npm run test:cluster -- proxy              the proxy of the server's pod, without a cluster; or a file of that folder
 *     npm run test:cluster -- backup             backups, against the servers of this machine; or a file of that folder
 *     npm run test:cluster -- restore            restoring them, in the same way
 *     npm run test:cluster -- point-in-time      going back to a second, in the same way
 *     npm run test:cluster -- store              Garage, and moving artefacts to it, in the same way
 *     npm run test:cluster -- backup --garage    the same, or restore, with artefacts in Garage
 *     npm run test:cluster -- retention          deleting what is old, in the same way
 *     npm run test:cluster -- migrating          taking over a file store, in the same way
 *     npm run test:cluster -- upgrades           MLflow's migrations from as old as the chart takes, in the same way
 *     npm run test:cluster -- smoke-test         what helm test runs, in the same way
 *     npm run test:cluster -- monitor            what looks after the server, in the same way, and behind the real proxy
 *     npm run test:cluster -- presigned          artefacts by signed URLs, in the same way, behind the real proxy and with a browser
 *     npm run test:cluster -- doctor             what the doctor finds from inside, in the same way
 *     npm run test:cluster -- pooler             the pooler before a database of others, in the same way
 *     npm run test:cluster -- jobs               MLflow's jobs apart from the server, in the same way, and behind the real proxy
 *     npm run test:cluster -- roles              servers for artefacts alone, and the AI gateway, in the same way, behind the real proxy
 *     npm run test:cluster -- outbound           what goes by a proxy to the outside, in the same way
 *     npm run test:cluster -- monitoring         alerts and the dashboard, with Prometheus and Alertmanager, in the same way
 *     npm run test:cluster -- publishing         the chart in a registry and a repository, signed, and released, in the same way
 *     npm run test:cluster -- delivery           the same, and Docker Compose on a Docker Engine in a place of its own; or: -- delivery compose
 *     npm run test:cluster -- --newest …         of Kubernetes' versions the newest alone, and no guarantee
 *
 * Exit codes: 0 all proved, 1 something failed or no part is called so, 2 something is missing on this machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fetchHelms from '../support/fetch-helm';
import { NOT_POSSIBLE_HERE, partsOf, runProofs, unknownParts } from '../support/proofs';
import { startControlPlane, startEtcd } from './control-plane';
import { execute, LEASH } from '../support/execute';
import { CargoError } from '../support/cargo-build';
import { goBuild, GoError } from '../support/go-build';
import type { Server } from './server';
import { CLUSTERS } from './running-clusters';
import { proveGuarantee } from './guarantee';
import { missingForNodes } from './nodes/prepare';
import { placesFor, roundsOf } from './nodes/places';
import { proveOnNodes } from './nodes/run';
import { proveMonitoring } from './monitoring/prove';
import { proveBackup } from './backup/prove';
import { proveDelivery } from './delivery/prove';
import { provePublishing } from './publishing/prove';
import { proveDoctor } from './doctor/prove';
import { proveMigrating } from './migrating/prove';
import { proveJobs } from './jobs/prove';
import { proveMonitor } from './monitor/prove';
import { provePresigned } from './presigned/prove';
import { proveOutbound } from './outbound/prove';
import { provePooler } from './pooler/prove';
import { proveRestore } from './restore/prove';
import { provePointInTime } from './point-in-time/prove';
import { STORE_PROGRAM } from './local/prepare';
import { proveRoles } from './roles/prove';
import { proveStore } from './store/prove';
import { proveProxy } from './proxy/prove';
import { proveRetention } from './retention/prove';
import { proveUpgrades } from './upgrades/prove';
import { proveSmokeTest } from './smoke-test/prove';
import { etcd, KUBERNETES, kubernetes } from './versions';

/** As an argument: the tests that need no cluster. */
const GUARANTEE = 'guarantee';
const NEWEST = '--newest';
/** As an argument: the tests of this folder, which need nodes. Those after it name files in it. */
const PLATFORM = 'platform';
/** With it: on an older Kubernetes. */
const OLDER = '--older';
/** As an argument: the tests of this folder, which need the image of nginx alone. */
const PROXY = 'proxy';
/** The same, which need no cluster but servers on this machine. */
const BACKUP = 'backup';
const RESTORE = 'restore';
const POINT_IN_TIME = 'point-in-time';
const STORE = 'store';
/** With some of these: artefacts are in Garage, and not in MinIO. */
const GARAGE = '--garage';
const RETENTION = 'retention';
const MIGRATING = 'migrating';
const UPGRADES = 'upgrades';
const POOLER = 'pooler';
const OUTBOUND = 'outbound';
const SMOKE_TEST = 'smoke-test';
const DOCTOR = 'doctor';
const MONITOR = 'monitor';
const PRESIGNED = 'presigned';
const MONITORING = 'monitoring';
const JOBS = 'jobs';
const ROLES = 'roles';
/** With a registry and an API server. */
const PUBLISHING = 'publishing';
/** That, and in a place of its own, with a Docker Engine. */
const DELIVERY = 'delivery';

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<number> {
  const missing = await missingTools();
  if (missing !== undefined) {
    say(missing);
    return NOT_POSSIBLE_HERE;
  }
  const given = process.argv.slice(2).filter((arg) => arg !== GARAGE);
  if (process.argv.includes(GARAGE)) process.env[STORE_PROGRAM] = 'garage';
  if (given[0] === PROXY) return proveProxy(given.slice(1), say);
  if (given[0] === BACKUP) return proveBackup(given.slice(1), say);
  if (given[0] === RESTORE) return proveRestore(given.slice(1), say);
  if (given[0] === POINT_IN_TIME) return provePointInTime(given.slice(1), say);
  if (given[0] === STORE) return proveStore(given.slice(1), say);
  if (given[0] === RETENTION) return proveRetention(given.slice(1), say);
  if (given[0] === MIGRATING) return proveMigrating(given.slice(1), say);
  if (given[0] === UPGRADES) return proveUpgrades(given.slice(1), say);
  if (given[0] === DOCTOR) return proveDoctor(given.slice(1), say);
  if (given[0] === MONITOR) return proveMonitor(given.slice(1), say);
  if (given[0] === JOBS) return proveJobs(given.slice(1), say);
  if (given[0] === PUBLISHING) return provePublishing(given.slice(1), say);
  if (given[0] === DELIVERY) return proveOutputs(given.slice(1));
  if (given[0] === ROLES) return proveRoles(given.slice(1), say);
  if (given[0] === PRESIGNED) return provePresigned(given.slice(1), say);
  if (given[0] === POOLER) return provePooler(given.slice(1), say);
  if (given[0] === OUTBOUND) return proveOutbound(given.slice(1), say);
  if (given[0] === SMOKE_TEST) return proveSmokeTest(given.slice(1), say);
  if (given[0] === MONITORING) return proveMonitoring(given.slice(1), say);
  if (given[0] === PLATFORM) return provePlatform(given.slice(1));
  const newestOnly = given.includes(NEWEST);
  const args = given.filter((arg) => arg !== NEWEST);
  const others = args.filter((arg) => arg !== GUARANTEE);
  const unknown = unknownParts(others, __dirname);
  if (unknown !== undefined) {
    say(unknown);
    return 1;
  }
  const isWhole = args.length === 0 && !newestOnly;
  const guaranteed = isWhole || args.includes(GUARANTEE) ? await proveGuarantee(say) : 0;
  if (args.length > 0 && others.length === 0) return guaranteed;

  await fetchHelms();
  const etcdBinaries = await goBuild(etcd(), say);
  const builds: { readonly version: string; readonly binaries: string }[] = [];
  for (const version of newestOnly ? KUBERNETES.slice(0, 1) : KUBERNETES)
    builds.push({ version, binaries: await goBuild(kubernetes(version), say) });

  const folder = mkdtempSync(join(tmpdir(), 'test-cluster-'));
  const servers: Server[] = [];
  const clean = () => {
    for (const server of servers.reverse()) server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  };
  // Every way to end, except a SIGKILL: then the servers end too (LEASH), and only the folder stays.
  process.on('exit', clean);
  const end = () => process.exit(130);
  process.on('SIGINT', end).on('SIGTERM', end);

  const { url, server } = await startEtcd(etcdBinaries, join(folder, 'etcd'));
  servers.push(server);
  const addresses = [];
  for (const { version, binaries } of builds) {
    say(`Starting Kubernetes ${version}`);
    const options = { version, binaries, etcd: url, folder: join(folder, version) };
    const { cluster, servers: started } = await startControlPlane(options);
    servers.push(...started);
    addresses.push(cluster.address);
  }
  // From here on signals go to Jest, and the results of what ran until then are printed.
  process.off('SIGINT', end).off('SIGTERM', end);
  const proved = await runProofs({
    config: join(__dirname, 'jest.config.json'),
    rounds: [{ args: others }],
    under: LEASH,
    env: { [CLUSTERS]: JSON.stringify(addresses) },
  });
  return Math.max(guaranteed, proved);
}

/** What the outputs are for: without names, all of it. */
async function proveOutputs(args: readonly string[]): Promise<number> {
  if (args.length > 0) return proveDelivery(args, say);
  const published = await provePublishing([], say);
  return Math.max(published, await proveDelivery([], say));
}

async function provePlatform(given: readonly string[]): Promise<number> {
  const version = KUBERNETES[given.includes(OLDER) ? 1 : 0];
  const args = given.filter((arg) => arg !== OLDER);
  const unknown = unknownParts(args, join(__dirname, PLATFORM));
  if (unknown !== undefined) {
    say(unknown);
    return 1;
  }
  const options = args.filter((arg) => arg.startsWith('-'));
  const wanted = args.filter((arg) => !arg.startsWith('-'));
  const files = partsOf(join(__dirname, PLATFORM)).filter(
    (part) => wanted.length === 0 || wanted.some((word) => part.includes(word)),
  );
  const missing = await missingForNodes(files);
  if (missing.length > 0) {
    say(['This machine cannot run a cluster with nodes. It needs:', ...missing.map((line) => `  ${line}`)].join('\n'));
    return NOT_POSSIBLE_HERE;
  }
  await fetchHelms();
  let worst = 0;
  for (const { parts, ...nodes } of placesFor(files)) {
    worst = Math.max(worst, await proveOnNodes({ version, ...nodes }, roundsOf(parts, options), say));
  }
  return worst;
}

/** What this machine lacks beside Go, which is only needed when something has to be built. */
async function missingTools(): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    return `Linux is needed: Kubernetes' servers do not run on ${process.platform}.`;
  }
  const tools = {
    setpriv: 'util-linux: it ends the servers when the tests end',
    openssl: 'openssl: docs/install.md makes passwords with it',
    htpasswd: 'apache2-utils: docs/install.md hashes passwords with it',
  };
  for (const [tool, reason] of Object.entries(tools)) {
    const found = await execute('sh', ['-c', `command -v ${tool}`]);
    if (found.code !== 0) return `\`${tool}\` is needed. Install ${reason}.`;
  }
  return undefined;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof GoError || error instanceof CargoError ? NOT_POSSIBLE_HERE : 1);
  },
);
