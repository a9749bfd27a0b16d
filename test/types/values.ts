/**
 * What the types of declared values promise. Nothing here runs: `npm run typecheck` fails where something no longer compiles,
 * and where something compiles that must not.
 */
import {
  boolean,
  each,
  eachEntry,
  field,
  integer,
  list,
  map,
  opaqueList,
  opaqueMap,
  record,
  string,
  stringMap,
  text,
  type ChartDefinition,
  type Opaque,
  type Value,
  type ValuesOf,
} from '../../lib/index';
import type { Equals } from './equals';

export const schema = record('Values.', {
  name: string({ default: 'a', description: 'A text.' }),
  mode: string({ options: ['low', 'high'], default: 'low', description: 'An option.' }),
  count: integer({ default: 1, minimum: 0, maximum: 9, description: 'A number.' }),
  on: boolean({ default: true, description: 'A switch.' }),
  part: record('A part.', { inner: string({ default: '', description: 'A text inside.' }) }),
  people: list(record('Somebody.', { name: string({ description: 'Who.' }) }), { default: [], description: 'People.' }),
  weights: map(integer({ minimum: 0, maximum: 9, description: 'A weight.' }), { description: 'Weights.' }),
  labels: stringMap('Labels.'),
  resources: opaqueMap('Resources.'),
  env: opaqueList('Environment.'),
});
type Values = ValuesOf<typeof schema>;

// Each field gives what its declaration says.
interface Expected {
  readonly name: Value<string>;
  readonly mode: Value<'low' | 'high'>;
  readonly count: Value<number>;
  readonly on: Value<boolean>;
  readonly part: { readonly inner: Value<string> };
  readonly people: Value<readonly { readonly name: Value<string> }[]>;
  readonly weights: Value<Readonly<Record<string, Value<number>>>>;
  readonly labels: Value<Readonly<Record<string, string>>>;
  readonly resources: Opaque;
  readonly env: Opaque;
}
export const exact: Equals<Values, Expected> = true;

export function uses(values: Values): readonly unknown[] {
  return [
    text`${values.name} ${values.count} ${values.on} ${values.mode}`,
    ...each(values.people, ({ name }) => text`${name}`),
    ...each(values.env, (entry) => field(entry, 'name')),
    ...eachEntry(values.weights, (key, weight) => text`${key}: ${weight}`),
    // A text of a map is a Value, once it is looked at.
    ...eachEntry(values.labels, (key, label) => {
      const isValue: Equals<typeof label, Value<string>> = true;
      return { key, label, isValue };
    }),
    // @ts-expect-error -- nobody has declared it
    values.nmae,
    // @ts-expect-error -- a list has no fields: each() gives its items
    values.people.name,
    // @ts-expect-error -- a list stands in no text: join() makes one of it
    text`${values.people}`,
    // @ts-expect-error -- an item of a declared list has only what is declared
    ...each(values.people, ({ age }: { readonly age: Value<string> }) => age),
    // @ts-expect-error -- field() is for what is opaque; declared items have their fields
    ...each(values.people, (person) => field(person, 'name')),
  ];
}

export const faults = [
  // @ts-expect-error -- a number that nobody bounded is a number that nobody thought about
  integer({ default: 1, minimum: 0, description: 'A number without an upper bound.' }),
  // @ts-expect-error -- what has no description is in no reference
  string({ default: 'a' }),
  // @ts-expect-error -- the default is not among the options
  string({ options: ['low', 'high'], default: 'middle', description: 'An option.' }),
  // @ts-expect-error -- a list is there without being asked for, so it has a default
  list(string({ description: 'A text.' }), { description: 'Texts.' }),
];

// A chart is defined for its own values.
export const chart: Pick<ChartDefinition<typeof schema.fields>, 'rules' | 'notes'> = {
  rules: ({ on }) => [{ path: 'on', violated: on, problem: 'is true', remedy: 'Set it to false' }],
  notes: ({ name }) => [name],
};
export const misjudged: Pick<ChartDefinition<typeof schema.fields>, 'rules'> = {
  rules: ({ name }) => [
    {
      path: 'name',
      // @ts-expect-error -- a text is no condition: ask with equal() or notEmpty()
      violated: name,
      problem: 'is wrong',
      remedy: 'Mend it',
    },
  ],
};
