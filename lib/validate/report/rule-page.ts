/** `--explain`: what a rule is about. */
import colors from 'picocolors';
import { checkOf, groupOf } from '../catalogue';
import type { Check, Example, ExampleChart } from '../check';
import type { FormatOptions } from './report';
import { noteOf } from './rule-list';
import { wrap } from '../../text/wrap';

export function rulePage(id: string, { color, width }: Pick<FormatOptions, 'color' | 'width'>): string {
  const check = checkOf(id);
  if (check === undefined) return '';
  const { bold, dim, red, green, cyan } = colors.createColors(color);
  const { fails, passes } = examplesOf(check);
  return [
    `${bold(check.id)}  ${check.severity}, ${groupOf(id)}${noteOf(check)}`,
    '',
    ...wrap(`${check.summary}.`, width),
    ...wrap(check.remedy, width).map(cyan),
    dim(check.link),
    ...(kindsOf(check) === '' ? [] : wrap(`Looks at: ${kindsOf(check)}`, width).map(dim)),
    ...fails.slice(0, 1).flatMap((example) => ['', red('Fails:'), '', ...indented(example)]),
    ...passes.slice(0, 1).flatMap((example) => ['', green('Passes:'), '', ...indented(example)]),
    '',
  ].join('\n');
}

/** In words, for people: `Deployment.apps, Service`. */
export function kindsOf(check: Check): string {
  switch (check.scope) {
    case 'object':
    case 'corpus':
      return check.kinds === '*' ? 'all kinds' : [...new Set(check.kinds)].join(', ');
    case 'pod':
      return 'everything with a pod template';
    case 'container':
      return 'every container';
    case 'chart':
      return 'a chart’s own files';
  }
}

/** As text: of a chart, its files one after the other. */
export function examplesOf({ examples }: Check): {
  readonly passes: readonly string[];
  readonly fails: readonly string[];
} {
  return { passes: examples.passes.map(exampleText), fails: examples.fails.map(exampleText) };
}

function exampleText(example: string | Example | ExampleChart): string {
  if (typeof example === 'string') return example;
  if (isManifest(example)) return example.yaml;
  const files = Object.entries(example);
  return files.map(([path, content]) => `# ${path}\n${content.replace(/\n*$/, '\n')}`).join('\n');
}

function isManifest(example: Example | ExampleChart): example is Example {
  return 'yaml' in example;
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`));
}
