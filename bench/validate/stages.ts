/**
 * What each stage of the validator costs, in documents per second of CPU time of one thread:
 * `npx esbuild bench/validate/stages.ts --bundle --platform=node --outfile=node_modules/.cache/stages.js && node
 * node_modules/.cache/stages.js FOLDER`. Not with tsx, which leaves V8 slower code.
 */
import { readFileSync } from 'node:fs';
import { SchemaSet } from '../../lib/schema/schema-set';
import { itemsOf } from '../../lib/validate/items';
import { isRecord } from '../../lib/validate/object';
import { findInput } from '../../lib/validate/read/input';
import { defaultOptions, validate } from '../../lib/validate/validate';
import { parseEvents } from '../../lib/yaml/js-yaml';
import { YamlError } from '../../lib/yaml/error';
import { readStream } from '../../lib/yaml/stream';

const [folder = 'dist'] = process.argv.slice(2);
const sources = findInput([folder]).sources.map(({ name }) => {
  const text = readFileSync(name, 'utf8');
  return { name, text: () => text };
});
const texts = sources.map((source) => source.text());
const schemas = new SchemaSet({ minor: defaultOptions.minor });

function readAll(): number {
  let documents = 0;
  for (const text of texts)
    for (const document of readStream(text, '')) if (!(document instanceof YamlError)) documents++;
  return documents;
}

function checkSchemas(): void {
  for (const text of texts) {
    for (const document of readStream(text, '')) {
      if (document instanceof YamlError) continue;
      for (const { value } of itemsOf(document.value)) {
        if (isRecord(value) && typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string') {
          schemas.check(value);
        }
      }
    }
  }
}

const stages: Readonly<Record<string, () => void>> = {
  'parser events': () => {
    for (const text of texts) parseEvents(text, {});
  },
  read: () => {
    readAll();
  },
  'read and schema': checkSchemas,
  'all checks': () => {
    validate(sources);
  },
};

const documents = readAll();
const bytes = texts.reduce((sum, text) => sum + text.length, 0);
console.log(`${documents} documents of ${Math.round(bytes / documents)} characters`);
for (const [name, run] of Object.entries(stages)) {
  run();
  const start = process.cpuUsage();
  let rounds = 0;
  let seconds: number;
  do {
    run();
    rounds++;
    const { user, system } = process.cpuUsage(start);
    seconds = (user + system) / 1e6;
  } while (seconds < 2);
  console.log(`${name.padEnd(16)} ${String(Math.round((documents * rounds) / seconds)).padStart(7)} documents/s`);
}
