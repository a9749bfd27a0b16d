/** Texts that are YAML, mostly: made by a grammar that also knows what goes wrong. */
import type { Random } from './random';

const scalars = [
  ...[
    'a',
    'b1',
    'x y',
    'é',
    '🙂',
    'on',
    'no',
    '~',
    'null',
    '',
    '1',
    '-1',
    '0',
    '007',
    '0x1F',
    '1_0',
    '1.5',
    '1e9',
    '.inf',
  ],
  ...[
    '9007199254740993',
    '18446744073709551616',
    '12:30',
    '2001-01-01',
    '=',
    '<<',
    '"q"',
    "'s''q'",
    '"\\n\\u00e9"',
    '"a\n  b"',
  ],
  ...[
    '100m',
    '1Gi',
    '50%',
    'v1',
    'apps/v1',
    'Deployment',
    'nginx:1.2',
    '{{ .Values.a }}',
    '"\\ud800"',
    '!!str 1',
    '!!int "2"',
  ],
  ...[
    '!!binary aGk=',
    '&a 1',
    '*a',
    '&a',
    '*b',
    '!x',
    '__proto__',
    'constructor',
    '- x',
    '? y',
    '%',
    '@',
    '`',
    '#',
    ' #c',
    '|',
    '>-',
  ],
];
const keys = [
  ...[
    'a',
    'b',
    'c',
    'on',
    '1',
    '"q"',
    '<<',
    '? a',
    '__proto__',
    'kind',
    'apiVersion',
    'metadata',
    'name',
    'namespace',
    'labels',
  ],
  ...[
    'spec',
    'template',
    'containers',
    'items',
    'annotations',
    'selector',
    'matchLabels',
    'ports',
    'data',
    '~',
    '[a]',
    '&k k',
    '*a',
  ],
];
const breaks = ['\n', '\n', '\n', '\n', '\n', '\n', '\r\n', '\r', '\n\n', ' # c\n', '\t\n'];

export function grammarText(random: Random): string {
  const documents = 1 + (random.oneIn(4) ? random.below(3) : 0);
  let text = random.oneIn(30) ? random.pick(['\uFEFF', '%YAML 1.1\n', '# c\n', '\n']) : '';
  for (let document = 0; document < documents; document++) {
    if (document > 0 || random.oneIn(4))
      text += random.pick(['---\n', '---\n', '--- ', '...\n', '---\r\n', '--- # c\n']);
    text += node(random, '', 0);
    if (!/[\r\n]$/.test(text)) text += random.pick(breaks);
  }
  return text;
}

function node(random: Random, indent: string, depth: number): string {
  const kind = random.below(depth > 4 ? 4 : 10);
  if (kind < 3) return `${random.pick(scalars)}${random.pick(breaks)}`;
  if (kind === 3) return `${flow(random, 0)}${random.pick(breaks)}`;
  if (kind === 4) return blockScalar(random, indent);
  return kind < 8 ? mapping(random, indent, depth) : sequence(random, indent, depth);
}

function mapping(random: Random, indent: string, depth: number): string {
  let text = depth > 0 ? properties(random) : '';
  for (let count = 1 + random.below(4); count > 0; count--) {
    const inner = `${indent}${random.pick(['  ', '  ', '  ', ' ', '    ', '\t', ''])}`;
    text += `${indent}${random.pick(keys)}:${random.oneIn(40) ? '' : ' '}${child(random, inner, depth)}`;
  }
  return text;
}

function sequence(random: Random, indent: string, depth: number): string {
  let text = depth > 0 ? properties(random) : '';
  for (let count = 1 + random.below(4); count > 0; count--) {
    text += `${indent}-${random.oneIn(40) ? '\t' : ' '}${child(random, `${indent}  `, depth)}`;
  }
  return text;
}

/** After `key:` or `-`. */
function child(random: Random, indent: string, depth: number): string {
  const content = node(random, indent, depth + 1);
  const isCollection = content.startsWith(indent) && indent !== '' && content.trimStart() !== content;
  return isCollection && !random.oneIn(20) ? `\n${content}` : content;
}

function properties(random: Random): string {
  return random.oneIn(8) ? `${random.pick(['&a', '&b', '!!map', '!!seq', '!x'])}\n` : '';
}

function blockScalar(random: Random, indent: string): string {
  const head = random.pick(['|', '>', '|-', '>+', '|2', '>1-', '| # c']);
  const lines = Array.from({ length: random.below(4) }, () => `${indent}  ${random.pick(scalars)}`);
  return `${head}\n${lines.join('\n')}\n`;
}

function flow(random: Random, depth: number): string {
  if (depth > 3 || random.oneIn(3)) return random.pick(scalars);
  const items = Array.from({ length: random.below(4) }, () => flow(random, depth + 1));
  const separator = random.pick([', ', ',', ',\n ', ', # c\n', ' ']);
  if (random.oneIn(2)) return `[${items.join(separator)}${random.pick([']', ']', ']', ',]', ''])}`;
  const entries = items.map((item) => `${random.pick(keys)}${random.pick([': ', ':', ' : '])}${item}`);
  return `{${entries.join(separator)}${random.pick(['}', '}', '}', ',}', ''])}`;
}
