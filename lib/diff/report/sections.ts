/** The parts of a report in words, for the reports that arrange them. */
import type { Cause } from '../causes';
import type { Elsewhere, Explanation } from '../explanation';
import { visible } from '../../text/visible';
import { counted, sidesText, valuePath, valueSides } from './words';

export interface ValueInWords {
  readonly name: string;
  /** `3 → 5`; empty for the chart itself. */
  readonly sides: string;
  /** Where it is said, and what it reaches. */
  readonly place: string;
}

/** What changed, each with how far it reaches: those that reach nothing last, and the chart itself, where it has a part in it. */
export function valuesInWords({ values, objects, secrets }: Explanation): readonly ValueInWords[] {
  const reachOf = (has: (cause: Cause) => boolean): string | undefined => {
    const fields = objects.reduce((sum, one) => sum + one.fields.filter(({ cause }) => has(cause)).length, 0);
    const whole = objects.filter(({ fields: inside, cause }) => inside.length === 0 && has(cause)).length;
    if (fields + whole === 0) return undefined;
    return [fields > 0 && counted(fields, 'field'), whole > 0 && counted(whole, 'whole object')]
      .filter((part) => part !== false)
      .join(' and ');
  };
  const shapesOf = (place: number): string | undefined => {
    const causes = objects.flatMap((one) => [one.cause, ...one.fields.map(({ cause }) => cause)]);
    const count = causes.filter(({ shapes }) => shapes?.includes(place) === true).length;
    return count === 0
      ? undefined
      : `shapes ${counted(count, 'part')} that ${count === 1 ? 'comes or goes' : 'come or go'}`;
  };
  const told = values.map((value, index) => {
    const reaches = [reachOf((cause) => cause.values.includes(index)), shapesOf(index)];
    const reach = reaches.filter((part) => part !== undefined).join(', ');
    return {
      name: visible(valuePath(value.change.path)),
      sides: sidesText(valueSides(value, secrets)),
      place: `${value.origin}: ${reach || 'changes nothing here'}`,
      reaches: reach !== '',
    };
  });
  const chart = reachOf((cause) => cause.chart);
  const itself = { name: 'the chart itself', sides: '', place: `with the values as they were: ${chart ?? ''}` };
  const ordered = [...told.filter(({ reaches }) => reaches), ...told.filter(({ reaches }) => !reaches)];
  return [...(chart === undefined ? [] : [itself]), ...ordered];
}

export function elsewhereText({ objects, fields, errors, warnings, problem }: Elsewhere): string {
  if (problem !== undefined) return problem;
  if (objects === 0) return 'nothing changes';
  const levels = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')].filter(
    (level) => level !== false,
  );
  const harm = levels.length === 0 ? '' : `, with ${levels.join(' and ')}`;
  return `${counted(objects, 'object')} in ${counted(fields, 'field')}${harm}`;
}
