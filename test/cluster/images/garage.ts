/** Garage's image is its one program, and nothing else. So is this one, but for the libraries that it is linked with. */
import { copyFile, chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cargoFolder, type Crate } from '../../support/cargo-build';
import { debian } from './debian';
import { pack } from './files';
import type { Image } from './image';

/** It takes ten minutes on two cores. */
export const garageCrate = (version: string): Crate => ({
  name: 'garage',
  version,
  features: ['bundled-libs', 'lmdb', 'metrics'],
});

export function garage(version: string): Image {
  const crate = garageCrate(version);
  return {
    reference: `docker.io/dxflrs/garage:v${version}`,
    standIn: `Garage ${version}, built from its crate; libc of Debian trixie`,
    layers: [
      debian('libc', { suite: 'trixie', variant: 'extract', packages: ['base-files', 'libc6', 'libgcc-s1'] }),
      {
        name: 'garage',
        inputs: [crate],
        build: async (archive, scratch) => {
          const root = join(scratch, 'root');
          await mkdir(root);
          await copyFile(join(cargoFolder(crate), 'garage'), join(root, 'garage'));
          await chmod(join(root, 'garage'), 0o755);
          await pack(root, archive);
        },
      },
    ],
    config: { env: { RUST_BACKTRACE: '1' }, command: ['/garage', 'server'] },
  };
}
