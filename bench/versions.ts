/** What the measurements depend on besides Helm, whose versions are in its rows. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../test/support/root';

export function versions(): readonly string[] {
  const processors = cpus();
  const packages = ['esbuild', 'tsx', 'cdk8s', 'cdk8s-cli', 'constructs'].map((name) => `${name} ${installed(name)}`);
  return [
    `Node ${process.version}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    packages.join(', '),
  ];
}

function installed(name: string): string {
  const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
