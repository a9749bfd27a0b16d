/**
 * `npm run build`: what the package has in `build/lib`, or in the folder that is named. The command is a small entry and a file for each command, which share what they have
 * in common; the libraries are a file each, for `require` as for `import`.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { apart, loadedFiles, options, PROGRAM, root } from './bundle.mjs';

/** Below the root; tests have folders of their own. */
const [, , OUTPUT = 'build/lib'] = process.argv;

/** What a user's own program may have, too, and has to be the same there; and what is loaded only where it is needed. */
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const external = Object.keys(dependencies);

/** Modules that share chunks have to be those of ECMAScript, where these names are not there. */
const AS_COMMONJS = `
import { createRequire as __createRequire } from 'node:module';
import { dirname as __directoryOf } from 'node:path';
import { fileURLToPath as __pathOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __pathOf(import.meta.url);
const __dirname = __directoryOf(__filename);
`.trim();

rmSync(join(root, OUTPUT), { recursive: true, force: true });
const built = await Promise.all([
  build({
    ...options([
      ['mlflow-chart', PROGRAM],
      ['engine', 'lib/index.ts'],
      ['validate', 'lib/validate/index.ts'],
      ['cdk8s-validation', 'lib/cli/cdk8s-validation.ts'],
    ]),
    external: [...external, ...apart()],
    outdir: OUTPUT,
    metafile: true,
  }),
  build({
    ...options([...loadedFiles().values()]),
    external,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: AS_COMMONJS },
    outdir: OUTPUT,
    metafile: true,
  }),
]);
for (const folder of ['chunks', 'lib', 'operations']) {
  writeFileSync(join(root, OUTPUT, folder, 'package.json'), '{ "type": "module" }\n');
}
writeFileSync(
  join(root, OUTPUT, 'LICENSES.txt'),
  licences(built.flatMap(({ metafile }) => Object.keys(metafile.inputs))),
);

/** Of what others have written and is bundled here: their licences ask for it. */
function licences(inputs) {
  const packages = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(packages)]
    .sort()
    .map((name) => {
      const folder = join(root, 'node_modules', name);
      const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
      const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
      return `${name} ${version}: ${license}\n${text}`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
