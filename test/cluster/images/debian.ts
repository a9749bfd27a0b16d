/** Layers of Debian's packages, which mmdebstrap fetches and installs. */
import { execute, outputOf } from '../../support/execute';
import type { Layer } from './layer';

export interface DebianPackages {
  readonly suite: 'bookworm' | 'trixie';
  /** `minbase`: a small Debian, as `debian:…-slim` is. `extract`: the packages' files alone, and of no other package than they need. */
  readonly variant: 'minbase' | 'extract';
  readonly packages: readonly string[];
  /** Shell commands run at the end, with the root file system's folder as $1. */
  readonly hooks?: readonly string[];
}

/** bash and coreutils, for images that have little more. */
export function shell(...more: readonly string[]): Layer {
  return debian(['shell', ...more].join('-'), {
    suite: 'trixie',
    variant: 'extract',
    packages: ['base-files', 'bash', 'coreutils', 'dash', ...more],
  });
}

/** What nobody reads in a container. */
const LEFT_OUT = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/info/*', '/usr/share/locale/*'];

export function debian(name: string, wanted: DebianPackages): Layer {
  const { suite, variant, packages, hooks = [] } = wanted;
  const options = [
    `--variant=${variant}`,
    `--include=${packages.join(',')}`,
    ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
    // The runtime brings devices of its own.
    '--skip=output/dev',
    ...hooks.map((hook) => `--customize-hook=${hook}`),
  ];
  return {
    name,
    inputs: [suite, options],
    build: async (archive) => {
      // What it mounts meanwhile is seen nowhere else. It shows the machine's /dev/shm to what it runs: an empty one instead.
      const isolated = ['--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--'];
      const alone = ['sh', '-ec', 'mount -t tmpfs tmpfs /dev/shm; exec "$@"', 'sh'];
      outputOf(await execute('unshare', [...isolated, ...alone, 'mmdebstrap', ...options, suite, archive]));
    },
  };
}
