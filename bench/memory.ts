/** A thousand values files one after the other: the cost of one stays the same, and so does the memory. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { evaluateModel } from '../lib/synth/model';
import { checkValues, formatProblems } from '../lib/values/check';
import { mergeValues } from '../lib/values/merge';
import { writeYaml } from '../lib/yaml/write';
import { definition, environmentNames, environmentValues, model } from '../test/support/platform';
import { row } from './measure';

const FILES = 1000;
const WARM_UP = 200;

export function benchMemory(): readonly string[] {
  const texts = Array.from({ length: FILES }, (_, index) => valuesFile(index));
  // As after a start with --expose-gc, without another process.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): string => {
    collect();
    return `${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(1)} MiB`;
  };
  texts.slice(0, WARM_UP).forEach(render);

  const before = heap();
  const hundreds: number[] = [];
  for (let first = 0; first < FILES; first += 100) {
    const begun = performance.now();
    texts.slice(first, first + 100).forEach((text, index) => render(text, first + index));
    hundreds.push((performance.now() - begun) / 100);
  }
  const after = heap();
  return [
    `Reading, checking and rendering ${FILES} values files in one process, after ${WARM_UP} to warm up`,
    row('each of the first hundred', `${(hundreds[0] ?? 0).toFixed(2)} ms`),
    row('each of the last hundred', `${(hundreds.at(-1) ?? 0).toFixed(2)} ms`),
    row('heap before, after garbage collection', before),
    row('heap after, after garbage collection', after),
  ];
}

/** The environments in turn, no two files alike. */
function valuesFile(index: number): string {
  const environment = environmentValues(environmentNames[index % environmentNames.length] ?? 'prod');
  return writeYaml(mergeValues(environment, { postgresql: { maxConnections: 1000 + index } }));
}

/** @returns the length of the YAML, so that nobody can say it was not needed */
function render(text: string, index: number): number {
  const checked = checkValues(definition, [{ file: `values-${index}.yaml`, text }]);
  if (!checked.ok) throw new Error(formatProblems(checked.problems));
  const release = { name: 'mlflow', namespace: `team-${index}` };
  const objects = evaluateModel(model, { values: checked.values, release });
  return [...objects.values()].map(writeYaml).join('---\n').length;
}
