/** A thousand values files one after the other: the cost of one stays the same, and so does the memory. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { evaluateModel } from '../lib/synth/model';
import { mergeValues } from '../lib/values/merge';
import { writeYaml } from '../lib/yaml/write';
import { defaults, environmentValues, model } from '../test/support/platform';
import { row } from './measure';

const FILES = 1000;

export function benchMemory(): readonly string[] {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const prod = environmentValues('prod');
  const render = (index: number): number => {
    const values = mergeValues(defaults, prod, { mlflow: { workers: 1 + (index % 64) } });
    const objects = evaluateModel(model, { values, release: { name: 'mlflow', namespace: `team-${String(index)}` } });
    return [...objects.values()].map(writeYaml).join('---\n').length;
  };
  for (let index = 0; index < 200; index += 1) render(index);
  const hundreds: number[] = [];
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const before = heap();
  for (let hundred = 0; hundred < FILES / 100; hundred += 1) {
    const begun = performance.now();
    for (let index = 0; index < 100; index += 1) render(hundred * 100 + index);
    hundreds.push((performance.now() - begun) / 100);
  }
  const after = heap();
  return [
    `Rendering ${String(FILES)} values files in one process`,
    row('each of the first hundred', `${(hundreds[0] ?? 0).toFixed(2)} ms`),
    row('each of the last hundred', `${(hundreds.at(-1) ?? 0).toFixed(2)} ms`),
    row('heap before and after', `${before.toFixed(1)} MiB`, `${after.toFixed(1)} MiB`),
  ];
}
