import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { clientPackages } from '../import/client-packages';
import { fetchPackage, type PinnedPackage } from '../import/npm-package';
import { customResourcePackages, kubernetesPackages } from '../import/packages';
import { printSchemas } from '../import/print-schemas';
import { printVersions } from '../import/print-versions';
import { readClient } from '../import/read-client';
import { readDefinition } from '../import/read-definition';
import { readPackage } from '../import/read-package';
import { type RawGroup, type StrictGroup, strictGroups } from '../import/strict-schema';
import { typeModules } from '../import/type-modules';
import { corrected } from '../import/version-corrections';
import { compareVersions } from '../import/versions';

// `npm run import`: makes everything in imports/ from pinned packages and definitions. Same pins, same bytes.

const root = join(__dirname, '../..');
const output = join(root, 'imports');
const DEFINITIONS = 'lib/import/definitions';
const cacheDir = join(root, 'node_modules/.cache/mlflow-chart/import');

async function readGroup(path: string, packages: readonly PinnedPackage[]): Promise<RawGroup> {
  const definitions = await Promise.all(packages.map(async (pin) => readPackage(await fetchPackage(pin, cacheDir))));
  const source = packages.map(({ name, version }) => `${name}@${version}`).join(', ');
  return { path, source, definitions: definitions.flat() };
}

/** Of what no package has: a group of its own. */
async function readOwnDefinitions(path: string, files: readonly string[]): Promise<RawGroup> {
  const definitions = await Promise.all(
    files.map(async (file) => readDefinition(await readFile(join(root, DEFINITIONS, file), 'utf8'), file)),
  );
  return { path, source: files.map((file) => `${DEFINITIONS}/${file}`).join(', '), definitions: definitions.flat() };
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(output, path)), { recursive: true });
  await writeFile(join(output, path), text);
}

/** `kubernetes/schemas.json` lies beside `kubernetes/types.ts`, `crds/keda.json` beside `crds/keda.ts`. */
function modulePath(schemaPath: string): string {
  return schemaPath.replace(/\.json$/, '').replace(/\/schemas$/, '/types');
}

async function main(): Promise<void> {
  const groups = strictGroups(
    await Promise.all([
      readGroup('kubernetes/schemas.json', kubernetesPackages),
      ...customResourcePackages.map((pin) => readGroup(`crds/${pin.name.replace(/^.*\//, '')}.json`, [pin])),
      readOwnDefinitions('crds/openshift.json', ['routes.route.openshift.io.yaml']),
    ]),
  );
  const types = typeModules(groups, modulePath);
  for (const { path, file } of groups) {
    const schemas = printSchemas(file);
    const module = types.get(path) ?? '';
    await write(path, schemas);
    await write(`${modulePath(path)}.ts`, module);
    const counts = `${Object.keys(file.definitions).length} definitions, ${Object.keys(file.kinds).length} kinds`;
    console.log(`${path}: ${counts}, ${kilobytes(schemas)} of schemas, ${kilobytes(module)} of types`);
  }
  await writeVersions(groups);
}

/** Which fields and kinds of the built-in ones exist in which minor version of Kubernetes. */
async function writeVersions(groups: readonly StrictGroup[]): Promise<void> {
  const file = groups.find(({ path }) => path === 'kubernetes/schemas.json')?.file;
  if (file === undefined) throw new Error('kubernetes/schemas.json is not among the groups');
  const clients = await Promise.all(
    [...clientPackages].map(
      async ([minor, pin]) => [minor, await readClient(await fetchPackage(pin, cacheDir))] as const,
    ),
  );
  const minors = [...clientPackages.keys()];
  const compared = corrected(compareVersions(file, new Map(clients)), Object.keys(file.kinds));
  const versions = { oldest: Math.min(...minors), newest: Math.max(...minors), ...compared };
  await write('kubernetes/versions.json', printVersions(versions));
  const counts = `${Object.keys(versions.fields).length} definitions, ${Object.keys(versions.kinds).length} kinds`;
  console.log(`kubernetes/versions.json: ${counts} that differ in 1.${versions.oldest} to 1.${versions.newest}`);
}

function kilobytes(text: string): string {
  return `${Math.round(Buffer.byteLength(text) / 1000)} KB`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
