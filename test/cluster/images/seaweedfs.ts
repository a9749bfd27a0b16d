/** SeaweedFS's image is its one program and a shell. So is this one. */
import type { GoCommands } from '../../support/go-build';
import { shell } from './debian';
import { goProgram, textFiles } from './files';
import type { Image } from './image';

const MODULE = 'github.com/seaweedfs/seaweedfs';
/** Its tags are no Go versions: these are the commits that were tagged. */
const COMMITS: Readonly<Record<string, string>> = {
  '4.39': '0.0.0-20260710040814-db42bb49757b',
};

/** What has to be built for a release; it takes ten minutes. */
export function seaweedfsCommands(release: string): GoCommands {
  const version = COMMITS[release];
  if (version === undefined) throw new Error(`SeaweedFS ${release}: add the Go version of its commit to ${__filename}`);
  return { name: 'seaweedfs', module: MODULE, version, commands: { weed: '/weed' } };
}

export function seaweedfs(release: string): Image {
  return {
    reference: `docker.io/chrislusf/seaweedfs:${release}`,
    standIn: `SeaweedFS ${release}, built from its module; bash and coreutils of Debian trixie`,
    layers: [
      shell(),
      textFiles('passwd', { '/etc/passwd': { text: 'root:x:0:0:root:/root:/bin/bash\n' } }),
      goProgram(seaweedfsCommands(release)),
    ],
    config: { env: { PATH: '/usr/bin:/bin' }, entrypoint: ['weed'], command: [] },
  };
}
