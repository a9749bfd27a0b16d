/** The chart published, by the tools that eat it: a registry, a web server, cosign, and Helm with an API server to install into. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, LEASH } from '../../support/execute';
import fetchHelms from '../../support/fetch-helm';
import { goBuild, goFolder } from '../../support/go-build';
import { NOT_POSSIBLE_HERE, runProofs, unknownParts } from '../../support/proofs';
import { startControlPlane, startEtcd } from '../control-plane';
import { CLUSTERS } from '../running-clusters';
import type { Server } from '../server';
import { etcd, KUBERNETES, kubernetes } from '../versions';
import { PLACE, type Place } from './place';
import { startRegistry } from './registry-server';
import { cosign, registry } from './versions';

const TOOLS = {
  gpg: 'gnupg: it signs provenance files',
  python3: 'python3: its web server serves a repository',
  git: 'git: a release is a commit and a tag',
};

/** Parts that cosign is built for: it takes as long as all the rest. */
const SIGNING = ['signed', 'documented'];

/** The exit code. @param args Jest's, such as names of test files */
export async function provePublishing(args: readonly string[], say: (line: string) => void): Promise<number> {
  const unknown = unknownParts(args, __dirname);
  if (unknown !== undefined) {
    say(unknown);
    return 1;
  }
  for (const [tool, reason] of Object.entries(TOOLS)) {
    if ((await execute('sh', ['-c', `command -v ${tool}`])).code === 0) continue;
    say(`\`${tool}\` is needed. Install ${reason}.`);
    return NOT_POSSIBLE_HERE;
  }
  await fetchHelms();
  await goBuild(registry, say);
  const signs = args.length === 0 || args.some((part) => SIGNING.includes(part));
  const signing = signs ? await goBuild(cosign, say) : goFolder(cosign);
  const [version] = KUBERNETES;
  const servers = { etcd: await goBuild(etcd(), say), kubernetes: await goBuild(kubernetes(version), say) };

  const folder = mkdtempSync(join(tmpdir(), 'test-publishing-'));
  const started: Server[] = [];
  const clean = () => {
    for (const server of started.reverse()) server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  };
  process.on('exit', clean);
  const end = () => process.exit(130);
  process.on('SIGINT', end).on('SIGTERM', end);
  const published = await startRegistry(join(folder, 'registry'));
  started.push(published);
  const { url, server } = await startEtcd(servers.etcd, join(folder, 'etcd'));
  started.push(server);
  say(`Starting Kubernetes ${version}`);
  const options = { version, binaries: servers.kubernetes, etcd: url, folder: join(folder, version) };
  const { cluster, servers: plane } = await startControlPlane(options);
  started.push(...plane);
  const place: Place = { folder, registry: published.address, cosign: join(signing, 'cosign') };
  // From here on signals go to Jest, and the results of what ran until then are printed.
  process.off('SIGINT', end).off('SIGTERM', end);
  return runProofs({
    config: join(__dirname, 'jest.config.json'),
    rounds: [{ args }],
    under: LEASH,
    env: { [PLACE]: JSON.stringify(place), [CLUSTERS]: JSON.stringify([cluster.address]) },
  });
}
