/**
 * Runs in a place of its own (../nodes/isolation.ts): starts a Docker Engine, gives it its images, and runs the tests.
 *
 *     inside.ts OPTIONS ARGS     as JSON: Options, and Jest's arguments
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { runProofs } from '../../support/proofs';
import type { BuiltImage } from '../images/image';
import { ENGINE, installCompose, loadImages, startEngine } from './engine';

interface Options {
  readonly folder: string;
  readonly cgroup: string;
  readonly compose: string;
  /** Path of the schema that it goes by. */
  readonly specification: string;
  readonly images: readonly (Omit<BuiltImage, 'blobs'> & { readonly blobs: readonly (readonly [string, string])[] })[];
}

async function main(): Promise<number> {
  const [options = '', args = '[]'] = process.argv.slice(2);
  const { folder, cgroup, compose, specification, images } = JSON.parse(options) as Options;
  // What others have put into /run is theirs.
  outputOf(await execute('sh', ['-ec', 'ip link set lo up; mount -t tmpfs -o mode=755 tmpfs /run']));
  mkdirSync('/run/netns', { recursive: true });
  const { socket } = await startEngine(folder, cgroup);
  const started = performance.now();
  await loadImages(
    images.map((image) => ({ ...image, blobs: new Map(image.blobs) })),
    folder,
    socket,
  );
  process.stderr.write(`Docker has its images after ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  installCompose(compose, folder);
  return runProofs({
    config: join(__dirname, 'jest.config.json'),
    rounds: [{ args: JSON.parse(args) as readonly string[] }],
    env: {
      [ENGINE]: JSON.stringify({ socket, compose }),
      DELIVERY_FOLDER: folder,
      COMPOSE_SPECIFICATION: specification,
    },
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
