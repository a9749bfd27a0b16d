/** From the values of another chart to those of this one. */
import { checkValues, type ValuesSource } from '../../lib/values/check';
import type { JsonObject } from '../../lib/values/merge';
import { rules } from '../../values/rules';
import { schema } from '../../values/schema';
import { Instead, rowOf, type OtherChart } from './chart';
import type { Finding } from './finding';
import { keysIn, type UnknownKey } from './keys';
import { sayMemory } from './memory';
import { Ours } from './ours';
import { printValues } from './print';
import { Their } from './their';

export interface Converted {
  /** A values file for this chart. */
  readonly text: string;
  readonly findings: readonly Finding[];
  /** How many of the file's keys the other chart knows, and does not. */
  readonly keys: { readonly known: number; readonly unknown: number };
}

/** @param about what the values are of, for the comment at the top */
export function convert(
  chart: OtherChart,
  given: JsonObject,
  about: string,
  their = new Their(chart.defaults, given),
): Converted {
  const ours = new Ours();
  const keys = keysIn(chart, given);
  for (const together of chart.together) together(their, ours);
  applyRows(chart, keys.changed, their, ours);
  sayMemory(ours);
  dropMisfits(ours);
  sayContradictions(ours);
  return {
    text: printed(ours, about),
    findings: [...keys.unknown.map(unknownKey), ...ours.findings],
    keys: { known: keys.known, unknown: keys.unknown.length },
  };
}

function unknownKey({ path, near }: UnknownKey): Finding {
  const words = near === undefined ? 'is no value of that chart' : `is no value of that chart: did you mean ${near}?`;
  return { label: 'unknown', path, words };
}

/** Each row once, however many values below its path differ. */
function applyRows(chart: OtherChart, changed: readonly string[], their: Their, ours: Ours): void {
  const units = new Map<string, readonly string[]>();
  for (const path of changed) {
    const [at] = rowOf(chart, path) ?? [path];
    units.set(at, [...(units.get(at) ?? []), path]);
  }
  for (const [at, paths] of units) {
    const [, row] = rowOf(chart, at) ?? [];
    const [only, second] = paths;
    const shown = second === undefined ? (only ?? at) : at;
    switch (row?.becomes) {
      case 'value': {
        const value = their.given(at);
        if (value === null) break;
        const result = row.as(value);
        if (result instanceof Instead) ours.say('left out', shown, result.words);
        else ours.set(row.path, result, shown);
        break;
      }
      case 'nothing':
        ours.say('left out', shown, row.instead);
        break;
      case 'needless':
        ours.say('note', shown, row.why);
        break;
      case 'part':
        break;
      case undefined:
        throw new Error(`${chart.name} has no row for ${at}`);
    }
  }
}

const NAME = 'values';

function printed(ours: Ours, about: string): string {
  return printValues(schema, ours, [about]);
}

function source(ours: Ours): ValuesSource {
  return { file: NAME, text: printed(ours, NAME) };
}

/** What the schema does not take goes, with its words. */
function dropMisfits(ours: Ours): void {
  const checked = checkValues({ schema, rules: () => [] }, [source(ours)]);
  if (checked.ok) return;
  for (const { message } of checked.problems) {
    const [path, words] = parted(message);
    const at = valueOf(ours, path);
    if (at === undefined) continue;
    ours.say('left out', ours.origins.get(at) ?? at, `would be ${path}, which is not possible here: ${words}`);
    ours.values.delete(at);
  }
}

/** What contradicts itself stays, with a comment; what somebody may regret of what was taken over is said, too. */
function sayContradictions(ours: Ours): void {
  const checked = checkValues({ schema, rules }, [source(ours)]);
  const [label, problems] = checked.ok
    ? (['note', checked.warnings] as const)
    : (['decide', checked.problems] as const);
  for (const { message } of problems) {
    const [path, words] = parted(message);
    const at = valueOf(ours, path);
    const from = at === undefined ? undefined : ours.origins.get(at);
    // Of a default of the chart's own, helm install says it.
    if (label === 'note' && from === undefined) continue;
    if (label === 'decide' && at !== undefined) ours.comment(at, `To decide: ${path} ${words}`);
    ours.say(label, from, `here, ${path} ${words}`.replace(/\.$/, ''));
  }
}

/** `path: words` */
function parted(message: string): readonly [path: string, words: string] {
  const end = message.indexOf(': ');
  return [message.slice(0, end), message.slice(end + 2)];
}

/** The path of what was set, at, above or below that path. */
function valueOf({ values }: Ours, path: string): string | undefined {
  const dotted = path.replaceAll('[', '.').replaceAll(']', '');
  const fits = [...values.keys()].filter(
    (one) => dotted === one || dotted.startsWith(`${one}.`) || one.startsWith(`${dotted}.`),
  );
  return fits.sort((a, b) => b.length - a.length)[0];
}
