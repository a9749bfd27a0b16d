/**
 * Texts that some way of matching would look at again and again, for hours: what is wrong with them is said, or nothing.
 * Sums of many small things are another matter: `npm run fuzz -- sums`.
 */
import { expect, test } from '@jest/globals';
import { checks } from '../../lib/validate/checks';
import { defaultOptions, validate } from '../../lib/validate/validate';

const settings = Object.fromEntries(checks.map(({ id, severity }) => [id, severity]));

/** The rules that find something at the path. */
function rulesAt(path: string, text: string): readonly string[] {
  const options = { ...defaultOptions, settings, registries: ['ghcr.io'] };
  const { findings } = validate([{ name: 'a.yaml', text: () => text }], options);
  return findings.filter((finding) => finding.path === path).map(({ rule }) => rule);
}

const pod = (container: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, ${container}}]}\n`;

const digits = '1'.repeat(300_000);

test.each<[name: string, text: string, path: string, rules: readonly string[]]>([
  [
    'an amount of digits',
    pod(`resources: {limits: {cpu: "${digits}!"}}`),
    'spec.containers[0].resources.limits.cpu',
    ['wrong-format'],
  ],
  [
    'a time of digits',
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: "@every ${digits}!"}\n`,
    'spec.schedule',
    ['cron-schedule'],
  ],
  ['an image of colons', pod(`image: "${':'.repeat(300_000)}/"`), 'spec.containers[0].image', ['invalid-image']],
  [
    'an option of secrets',
    pod(`envFrom: [{secretRef: {name: x}}], args: ["--${'secret'.repeat(100_000)}"]`),
    'spec.containers[0].envFrom[0].secretRef.name',
    ['secret-not-in-input'],
  ],
  [
    'a pattern that may begin anywhere',
    `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: a}\nspec: {retentionSize: "${digits}!"}\n`,
    'spec.retentionSize',
    ['wrong-format'],
  ],
  ['comments after an item', `a: [b\n${' #'.repeat(100_000)}\n, c]\n`, 'a', []],
])('%s', (_, text, path, rules) => {
  expect(rulesAt(path, text)).toEqual(expect.arrayContaining([...rules]));
});
