/**
 * What containerd keeps on disk once it has all images, unpacked: made once, and given to each node without copying. A node's
 * own store has links to these files, and writes only beside them.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute, LEASH, outputOf } from '../../support/execute';
import { buildImage, writeLayout, type Image } from './image';
import { IMAGES, sha256 } from './layer';

const CONTENT = 'io.containerd.content.v1.content';
const SNAPSHOTS = 'io.containerd.snapshotter.v1.overlayfs';
const METADATA = 'io.containerd.metadata.v1.bolt';
/** Seconds. */
const PATIENCE = 60;
/** Of the way a store is made; a change makes new ones. */
const FORMAT = 2;
/** Days after which a store that no run has begun with is removed, when another is made. */
const KEPT_DAYS = 2;

/** The folder of the store with these images; `binaries` has containerd. */
export async function imageStore(
  images: readonly Image[],
  binaries: string,
  say: (line: string) => void,
): Promise<string> {
  const built = [];
  for (const image of images) built.push(await buildImage(image, say));
  const key = sha256(JSON.stringify([FORMAT, binaries, built.map(({ reference, digest }) => [reference, digest])]));
  const folder = join(IMAGES, `store-${key.slice(0, 12)}`);
  if (existsSync(folder)) {
    await utimes(folder, new Date(), new Date());
    return folder;
  }

  mkdirSync(IMAGES, { recursive: true });
  const workDir = await mkdtemp(join(IMAGES, '.importing-'));
  try {
    say(`Unpacking ${String(images.length)} images; they are kept in ${folder}`);
    const layout = join(workDir, 'layout');
    mkdirSync(layout);
    await writeLayout(built, layout);
    await importInto(join(workDir, 'root'), layout, workDir, binaries);
    await rename(join(workDir, 'root'), folder).catch((error: unknown) => {
      // A rename onto a filled folder fails: another process was faster.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  await removeOld();
  return folder;
}

async function removeOld(): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  for (const name of readdirSync(IMAGES)) {
    const folder = join(IMAGES, name);
    if (!name.startsWith('store-')) continue;
    if ((await stat(folder)).mtimeMs < oldest) await rm(folder, { recursive: true, force: true });
  }
}

/** Makes `root`, which does not exist yet, containerd's root with all images of the store. */
export function cloneStore(store: string, root: string): void {
  mkdirSync(join(root, METADATA), { recursive: true });
  cpSync(join(store, METADATA, 'meta.db'), join(root, METADATA, 'meta.db'));
  mkdirSync(join(root, SNAPSHOTS, 'snapshots'), { recursive: true });
  cpSync(join(store, SNAPSHOTS, 'metadata.db'), join(root, SNAPSHOTS, 'metadata.db'));
  linkAll(join(store, SNAPSHOTS, 'snapshots'), join(root, SNAPSHOTS, 'snapshots'));
  mkdirSync(join(root, CONTENT, 'blobs/sha256'), { recursive: true });
  linkAll(join(store, CONTENT, 'blobs/sha256'), join(root, CONTENT, 'blobs/sha256'));
}

function linkAll(from: string, to: string): void {
  for (const name of readdirSync(from)) symlinkSync(join(from, name), join(to, name));
}

async function importInto(root: string, layout: string, workDir: string, binaries: string): Promise<void> {
  const socket = join(workDir, 'c.sock');
  const config = join(workDir, 'config.toml');
  writeFileSync(
    config,
    [
      'version = 3',
      `root = "${root}"`,
      `state = "${join(workDir, 'state')}"`,
      'disabled_plugins = ["io.containerd.cri.v1.runtime", "io.containerd.cri.v1.images", "io.containerd.grpc.v1.cri"]',
      `[grpc]\naddress = "${socket}"`,
    ].join('\n'),
  );
  const log = join(workDir, 'log');
  const output = openSync(log, 'a');
  const isolated = ['unshare', '--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--'];
  const [leash, ...words] = LEASH;
  const daemon = spawn(leash, [...words, ...isolated, join(binaries, 'containerd'), '--config', config], {
    stdio: ['ignore', output, output],
  });
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  try {
    const ctr = (...args: readonly string[]) =>
      execute(join(binaries, 'ctr'), ['--address', socket, '--namespace', 'k8s.io', ...args]);
    const until = Date.now() + PATIENCE * 1000;
    while ((await ctr('version')).code !== 0) {
      if (Date.now() > until) throw new Error(`containerd did not start:\n${await readFile(log, 'utf8')}`);
      await sleep(200);
    }
    const archive = join(workDir, 'images.tar');
    outputOf(await execute('tar', ['--dereference', '--hard-dereference', '-C', layout, '-cf', archive, '.']));
    outputOf(
      await ctr('images', 'import', '--local', '--snapshotter', 'overlayfs', '--discard-unpacked-layers', archive),
    );
    // What is unpacked is needed no more.
    outputOf(await ctr('content', 'prune', 'references'));
  } finally {
    // Process 1 of its namespace: it ends in order on SIGTERM, and its databases are whole.
    const [child] = (await execute('pgrep', ['--parent', String(daemon.pid)])).stdout.trim().split('\n');
    if (child !== undefined && child !== '') process.kill(Number(child), 'SIGTERM');
    await Promise.race([ended, sleep(10_000)]);
    daemon.kill('SIGKILL');
  }
}
