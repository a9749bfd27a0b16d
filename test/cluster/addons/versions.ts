/** What runs in the cluster beside the charts, each an exact version of a Go module. */
import type { GoCommands } from '../../support/go-build';

export function coredns(): GoCommands {
  return { name: 'coredns', module: 'github.com/coredns/coredns', version: '1.15.0', commands: { coredns: '' } };
}

export function localPathProvisioner(): GoCommands {
  const name = 'local-path-provisioner';
  return { name, module: `github.com/rancher/${name}`, version: '0.0.30', commands: { [name]: '' } };
}

/** What has to be built for the images of every cluster. */
export function addonCommands(): readonly GoCommands[] {
  return [coredns(), localPathProvisioner()];
}
