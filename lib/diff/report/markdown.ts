/** For a pull request, as GitHub and GitLab show it. */
import { visible } from '../../text/visible';
import { severities } from '../../validate/finding';
import type { ExplainedObject, Explanation } from '../explanation';
import { fold, foldConsequences } from '../fold';
import { objectOf } from '../object-key';
import { pathText } from '../path-text';
import type { SecretContents } from '../secret-values';
import { changedLines } from './changed-lines';
import { elsewhereText, valuesInWords } from './sections';
import { causeText, counted, fieldCount, fieldText, markOf, nameOf, objectsText, summaryText } from './words';

/** GitHub takes 65,536 characters in a comment. */
const LONGEST = 60_000;
const MOST_NAMES = 6;
const SIGNS = { error: '🛑', warning: '⚠️', info: 'ℹ️' } as const;

export function markdownReport(explanations: readonly Explanation[], { full }: { readonly full: boolean }): string {
  return shortened(explanations.flatMap((explanation) => linesOf(explanation, full ? Infinity : MOST_NAMES)));
}

function linesOf(explanation: Explanation, mostNames: number): readonly string[] {
  const { environment, from, to, remarks, objects, elsewhere } = explanation;
  const title = environment === undefined ? 'Difference' : `Difference of ${text(environment)}`;
  return [
    `### ${title}`,
    '',
    `${text(`${from} → ${to}`)}: ${summaryText(explanation)}.`,
    ...remarks.flatMap((remark) => ['', text(remark)]),
    '',
    ...why(explanation),
    ...whatThen(explanation, mostNames),
    ...(objects.length === 0 ? [] : what(explanation, mostNames)),
    ...(elsewhere.length === 0
      ? []
      : [
          '**Elsewhere**',
          '',
          ...elsewhere.map((one) => `- ${text(one.environment)}: ${text(elsewhereText(one))}`),
          '',
        ]),
  ];
}

function why(explanation: Explanation): readonly string[] {
  const told = valuesInWords(explanation);
  if (told.length === 0) return [];
  const rows = told.map(
    ({ name, sides, place }) => `| ${code(name)} | ${sides === '' ? '' : code(sides)} | ${cell(place)} |`,
  );
  return ['**Why**', '', '| value | was → is | where, and what it reaches |', '| --- | --- | --- |', ...rows, ''];
}

function whatThen(explanation: Explanation, mostNames: number): readonly string[] {
  const found = foldConsequences(explanation);
  if (found.length + explanation.warnings.length === 0) return [];
  const warned = explanation.warnings.map((warning) => `- ${SIGNS.warning} **values** ${text(warning)}`);
  const lines = found.map(({ consequence: { effect, severity, message, remedy }, objects, cause }) => {
    const why = causeText(cause, explanation.values, mostNames);
    const because = why === '' ? '' : ` ← ${text(why)}`;
    const advice = remedy === undefined ? '' : `<br>${code(visible(remedy))}`;
    return `- ${SIGNS[severity]} **${effect}** ${text(objectsText(objects, mostNames))}: ${text(message)}${because}${advice}`;
  });
  const levels = severities.map((severity) => `${SIGNS[severity]} ${severity}`).join(', ');
  const errors = found.filter(({ consequence }) => consequence.severity === 'error').length;
  const all = [...lines.slice(0, errors), ...warned, ...lines.slice(errors)];
  return ['**What then**', '', ...all, '', `<sub>${levels}</sub>`, ''];
}

/** As a diff, which both colour. */
function what(explanation: Explanation, mostNames: number): readonly string[] {
  const { values, secrets } = explanation;
  const { fields, objects } = fold(explanation);
  const because = (cause: ExplainedObject['cause']): string => {
    const said = causeText(cause, values);
    return said === '' ? '' : `  ← ${said}`;
  };
  const folded = fields.flatMap(({ count, tail, change, cause, objects: places }) => {
    const [first] = places;
    if (first === undefined) return [];
    return [
      `! ${String(count)} × ${tail}: ${fieldText(first, change, secrets)}${because(cause)}`,
      `      in ${objectsText(places, mostNames)}`,
    ];
  });
  const single = objects.flatMap((object) => {
    const mark = markOf(object);
    const size = mark === '~' ? '' : ` (${counted(fieldCount(secrets.object(objectOf(object.change))), 'field')})`;
    const head = `${mark === '~' ? '!' : mark} ${nameOf(object)}${size}${mark === '~' ? '' : because(object.cause)}`;
    return [head, ...object.fields.flatMap(({ change, cause }) => fieldLines(object, change, because(cause), secrets))];
  });
  const lines = [...folded, ...single];
  // Whatever is in a text cannot end the block.
  const fence = '`'.repeat(
    Math.max(3, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length + 1))),
  );
  return ['**What changes**', '', `${fence}diff`, ...lines, fence, ''];
}

function fieldLines(
  object: ExplainedObject,
  change: ExplainedObject['fields'][number]['change'],
  because: string,
  secrets: SecretContents,
): readonly string[] {
  const inside = changedLines(secrets.sides(objectOf(object.change), change));
  const path = pathText(change.path);
  if (inside !== undefined)
    return [`      ${path}${because}`, ...inside.map((line) => line.replace(/^([-+ ])/, '$1     '))];
  return [`      ${path}: ${fieldText(object, change, secrets)}${because}`];
}

/** What would be taken for Markdown, or for HTML, is not. */
function text(words: string): string {
  const escaped = visible(words).replace(/[\\`*_{}[\]<>#|~]/g, (mark) => `\\${mark}`);
  // A backslash stops neither a mention nor a link: what joins words, and is not seen, does.
  return escaped.replace(/[@#]|:(?=\/\/)|\bwww(?=\.)/gi, (mark) => `${mark}\u2060`).replace(/\s+/g, ' ');
}

function cell(words: string): string {
  return text(words);
}

function code(words: string): string {
  const fence = '`'.repeat(1 + Math.max(0, ...[...words.matchAll(/`+/g)].map(([run]) => run.length)));
  const space = fence.length > 1 ? ' ' : '';
  return `${fence}${space}${words.replaceAll('|', '\\|')}${space}${fence}`;
}

function shortened(lines: readonly string[]): string {
  const whole = `${lines.join('\n').trimEnd()}\n`;
  if (whole.length <= LONGEST) return whole;
  let length = 0;
  const kept = lines.filter((line) => {
    length += line.length + 1;
    return length < LONGEST;
  });
  // An odd number of fences: the last block is still open.
  const fences = kept.filter((line) => /^`{3,}(?:diff)?$/.test(line));
  const open = fences.length % 2 === 1 ? [(fences.at(-1) ?? '').replace('diff', '')] : [];
  return [
    ...kept,
    ...open,
    '',
    `**${counted(lines.length - kept.length, 'more line')}** did not fit into a comment: run it with \`--output text\`.`,
    '',
  ].join('\n');
}
