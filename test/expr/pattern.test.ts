import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MisuseError } from '../../lib/expr/expr';
import { keepsAnglesOut, requirePortable } from '../../lib/expr/pattern';
import { opaqueList, opaqueMap, string } from '../../lib/values/schema';
import { writeYaml } from '../../lib/yaml/write';
import { helms } from '../support/helm';
import { withChart } from '../support/helm-yaml';
import { sample } from '../support/sample';

test.each([
  '', 'a', '^$', '^/', '^[a-z]([-a-z0-9]*[a-z0-9])?$', '^(sha256:[a-f0-9]{64})?$', '^https?://[^\\n]+$', '^\\d+(?:\\.\\d{1,3})?$',
  '^[\\w.\\-/]+$', '^[\\D]*?$', '^\\[x\\]\\\\$', '^ñ|$', '[^^]', '^a{2,}$', '^😀$', '[^😀]', '[😀-😂]', 'a{1000}', 'a{1,1000}',
])('%s reads the same in ECMAScript and Go', (regex) => {
  expect(() => { requirePortable(regex); }).not.toThrow();
}); // prettier-ignore

test.each([
  '.', '^.*$', '\\s', '[\\s]', '\\S', '\\bx', 'a(?=b)', '(?!a)', '(?<!a)', '(?<n>a)', '(a)\\1', '\\p{L}', '\\u0041', '\\x41',
  '[]', '[^]', '[[:alpha:]]', '[\\w-z]', '(', '[a', 'a{1', '\\cA', '\\0', '^*',
])('%s does not, and is refused', (regex) => {
  expect(() => { requirePortable(regex); }).toThrow();
}); // prettier-ignore

test.each(['a{1001}', 'a{1001,}', 'a{1,1001}', 'a{1}b{1001}'])('%s is more than Go repeats', (regex) => {
  expect(() => {
    requirePortable(regex);
  }).toThrow(new MisuseError(`pattern ${regex}: Go repeats nothing more than 1000 times`));
});

test('a pattern is checked where it is declared, however deep', () => {
  expect(() => string({ description: '', pattern: { regex: '^.$', expected: '' } })).toThrow('pattern ^.$: it must');
  const deep = { type: 'object', additionalProperties: { anyOf: [{ type: 'string', pattern: '\\s' }] } } as const;
  expect(() => opaqueList('', deep)).toThrow('pattern \\s');
  expect(() => opaqueMap('', {}, { properties: { a: deep } })).toThrow('pattern \\s');
});

test.each([
  '^[a-z|]*$', '^a$|^$', '^(a|b)$', '^a\\.b$', '^https?://[A-Za-z0-9.*_-]+(:[0-9]+)?/?$|^$', '^((a|b)|(c|d))*$', '^\\w+$', '^[-+]$',
])('%s keeps < and > out', (regex) => {
  expect(keepsAnglesOut(regex)).toBe(true);
}); // prettier-ignore

test.each([
  '', '^a', 'a$', '^a|b$', '^(a)|(b)$', '^[!-~]+$', '^[\\S]+$', '^[\\W]$', '^\\x3c$', '^\\u003cno$', '^[^a]$', '^\\D$', '^.$', '^<$',
  '^[<]$', '^[a-z!-~]$', '^[0-z]$', '^[--~]$', '^a\\$', '^(a$|b)|c$', '^[*-Z]$',
])('%s might not', (regex) => {
  expect(keepsAnglesOut(regex)).toBe(false);
}); // prettier-ignore

const atom = fc.constantFrom(
  'a', '<', '>', '[a-z]', '[!-~]', '[^a]', '[-<]', '[A-z]', '[\\w-]', '\\.', '\\d', '\\D', '\\W', '\\[', '[\\]<]', '^', '$', '|', '(', ')',
  '(?:', '?', '*', '{2}', ' ', '-',
); // prettier-ignore

const anyText = fc.string({
  unit: fc.constantFrom('a', '<', '-', '.', '1', ' ', '\n', '\r', '\u2028', 'ñ', '😀'),
  maxLength: 3,
});
const anyPattern = fc
  .array(
    fc.oneof(
      atom,
      fc.constantFrom(
        '\\n',
        '\\t',
        '{1,}',
        '??',
        '+',
        'ñ',
        '[^😀]',
        '[ñ-😀]',
        '[\\d\\W]',
        '[^\\n]',
        '[^-a]',
        '[a-]',
        '.',
        '\\s',
        '[[:alpha:]]',
        '[^]',
        '^',
        '$',
      ),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((atoms) => atoms.join(''))
  .filter(isPattern);

test('what is said to keep them out does, whatever the pattern', () => {
  let tame = 0;
  const text = fc.string({ unit: fc.constantFrom('a', '<', '>', '-', '.', '1', ' '), maxLength: 4 });
  fc.assert(
    fc.property(fc.array(atom, { maxLength: 8 }), fc.boolean(), fc.array(text), (atoms, anchored, texts) => {
      const source = anchored ? `^${atoms.join('')}$` : atoms.join('');
      fc.pre(isPattern(source) && keepsAnglesOut(source));
      tame += 1;
      const pattern = new RegExp(source, 'u');
      for (const one of [...texts, '<', '>', 'a<', '<a', 'a<a']) {
        if (/[<>]/.test(one)) expect([source, one, pattern.test(one)]).toEqual([source, one, false]);
      }
    }),
    { numRuns: 500, maxSkipsPerRun: 1000 },
  );
  expect(tame).toBeGreaterThan(100);
});

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('matches what we match', async () => {
    const { seed, items } = sample(fc.tuple(anyPattern, fc.array(anyText, { minLength: 4, maxLength: 4 })), 1500);
    const cases = items.flatMap(([pattern, texts]) => texts.map((text) => ({ pattern, text })));
    const ours = cases.map(({ pattern, text }) => Number(new RegExp(pattern, 'u').test(text))).join('');
    const template = '{{ range .Values.cases }}{{ ternary 1 0 (mustRegexMatch .pattern .text) }}{{ end }}';
    const files = { 'templates/result.yaml': `result: "${template}"\n`, 'values.yaml': writeYaml({ cases }) };
    const { stdout, stderr } = await withChart(files, (folder) => helm.run(['template', folder]));
    const theirs = /^result: "(.*)"$/m.exec(stdout)?.[1] ?? stderr;
    const different = theirs.length === ours.length ? cases.filter((_, at) => ours[at] !== theirs[at]) : theirs;
    expect({ seed, different }).toEqual({ seed, different: [] });
    expect(ours.split('1').length).toBeGreaterThan(cases.length / 10);
  });
});

function isPattern(source: string): boolean {
  try {
    requirePortable(source);
    return true;
  } catch {
    return false;
  }
}
