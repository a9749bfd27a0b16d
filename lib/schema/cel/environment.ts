/**
 * The CEL that rules of custom resources are written in. @marcbachmann/cel-js: MIT, no dependencies, functions of our
 * own with types; what Kubernetes adds to the language is added here.
 */
import { createRequire } from 'node:module';
import type * as cel from '@marcbachmann/cel-js' with { 'resolution-mode': 'import' };
import { GoPattern } from '../pattern';
import { meter, spend, type Evaluator } from './meter';
import { Quantity } from './quantity';

export type CelLibrary = typeof cel;

let library: CelLibrary | undefined;
let environment: cel.Environment | undefined;

/** Loaded with the first rule: it takes longer than everything else. */
export function celLibrary(): CelLibrary {
  return (library ??= createRequire(__filename)('@marcbachmann/cel-js') as CelLibrary);
}

export function celEnvironment(): cel.Environment {
  return (environment ??= newEnvironment());
}

function newEnvironment(): cel.Environment {
  const { Environment } = celLibrary();
  const result = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true });
  result.registerVariable('self', 'dyn').registerVariable('oldSelf', 'optional<dyn>');
  addStrings(result);
  addLists(result);
  addQuantities(result);
  meter(evaluatorOf(result));
  return result;
}

/** A function is called on the evaluator: there is no other way to it. */
function evaluatorOf(environment: cel.Environment): Evaluator {
  let evaluator: Evaluator | undefined;
  environment.registerFunction('__evaluator(): bool', function (this: Evaluator) {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- it is what the function is called for
    evaluator = this;
    return true;
  });
  environment.evaluate('__evaluator()');
  if (evaluator === undefined) throw new Error('the evaluator of rules is not where it was');
  return evaluator;
}

const patterns = new Map<string, GoPattern>();

/** Compiled once for a rule that asks for each item of a list; few rules have more patterns than that. */
function goPattern(text: string): GoPattern {
  let pattern = patterns.get(text);
  if (pattern === undefined) {
    if (patterns.size >= 100) patterns.clear();
    patterns.set(text, (pattern = new GoPattern(text)));
  }
  return pattern;
}

/** k8s.io/apiserver, pkg/cel/library/regex.go and urls.go, and the strings of cel-go. */
function addStrings(result: cel.Environment): void {
  // In place of the library's `matches`, whose patterns are JavaScript's: see ./rule.ts.
  result.registerFunction('string.matchesRe2(string): bool', (text: string, pattern: string) =>
    goPattern(pattern).test(text, spend),
  );
  result.registerFunction('string.find(string): string', (text: string, pattern: string) => {
    const matcher = goPattern(pattern).matcher(text, spend);
    return matcher.find() ? (matcher.group() ?? '') : '';
  });
  result.registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) => {
    const matcher = goPattern(pattern).matcher(text, spend);
    const found: string[] = [];
    while (matcher.find()) {
      spend(1);
      found.push(matcher.group() ?? '');
    }
    return found;
  });
  result.registerFunction('string.charAt(int): string', (text: string, at: bigint) => text.charAt(Number(at)));
  result.registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  );
  result.registerFunction('isURL(string): bool', isUrl);
}

/** An absolute path, or a URL with its scheme: what Go's url.ParseRequestURI reads. */
function isUrl(text: string): boolean {
  const [, path, scheme, authority = ''] = /^(?:(\/)|([a-z][a-z0-9+.-]*):(?:\/\/([^/?]*))?)/i.exec(text) ?? [];
  if (scheme === undefined) return path !== undefined;
  return /^(?:[^@\s]*@)?(?:\[[^\s[\]]*\]|[^\s:#@[\]]*)(?::\d*)?$/.test(authority);
}

/** k8s.io/apiserver, pkg/cel/library/lists.go. */
function addLists(result: cel.Environment): void {
  type Item = bigint | number | string;
  result.registerFunction('list.isSorted(): bool', (list: readonly Item[]) =>
    list.every((item, index) => (list[index - 1] ?? item) <= item),
  );
  result.registerFunction('list.sum(): dyn', (list: readonly bigint[] | readonly number[]) =>
    typeof list[0] === 'number'
      ? (list as readonly number[]).reduce((sum, item) => sum + item, 0)
      : (list as readonly bigint[]).reduce((sum, item) => sum + item, 0n),
  );
  const extreme = (isBetter: (a: Item, b: Item) => boolean) => (list: readonly Item[]) => {
    if (list.length === 0) throw new RangeError('min or max of an empty list');
    return list.reduce((best, item) => (isBetter(item, best) ? item : best));
  };
  result.registerFunction(
    'list.min(): dyn',
    extreme((a, b) => a < b),
  );
  result.registerFunction(
    'list.max(): dyn',
    extreme((a, b) => a > b),
  );
  result.registerFunction('list.indexOf(dyn): int', (list: readonly Item[], item: Item) => BigInt(list.indexOf(item)));
  result.registerFunction('list.lastIndexOf(dyn): int', (list: readonly Item[], item: Item) =>
    BigInt(list.lastIndexOf(item)),
  );
}

/** k8s.io/apiserver, pkg/cel/library/quantity.go. */
function addQuantities(result: cel.Environment): void {
  const type = 'kubernetes.Quantity';
  result.registerType(type, { ctor: Quantity, fields: {} });
  result.registerFunction('isQuantity(string): bool', (text: string) => Quantity.parse(text) !== undefined);
  result.registerFunction(`quantity(string): ${type}`, (text: string) => {
    const quantity = Quantity.parse(text);
    if (quantity === undefined) throw new RangeError(`${text} is no quantity`);
    return quantity;
  });
  result.registerOperator(`${type} == ${type}`, (a: Quantity, b: Quantity) => a.nanos === b.nanos);
  result.registerFunction(`${type}.isLessThan(${type}): bool`, (a: Quantity, b: Quantity) => a.nanos < b.nanos);
  result.registerFunction(`${type}.isGreaterThan(${type}): bool`, (a: Quantity, b: Quantity) => a.nanos > b.nanos);
  result.registerFunction(`${type}.compareTo(${type}): int`, (a: Quantity, b: Quantity) =>
    a.nanos < b.nanos ? -1n : a.nanos > b.nanos ? 1n : 0n,
  );
  result.registerFunction(`${type}.sign(): int`, ({ nanos }: Quantity) => (nanos < 0n ? -1n : nanos > 0n ? 1n : 0n));
  result.registerFunction(`${type}.isInteger(): bool`, ({ nanos }: Quantity) => nanos % Quantity.ONE === 0n);
  result.registerFunction(`${type}.asInteger(): int`, ({ nanos }: Quantity) => {
    if (nanos % Quantity.ONE !== 0n) throw new RangeError('the quantity is no integer');
    return nanos / Quantity.ONE;
  });
  result.registerFunction(`${type}.asApproximateFloat(): double`, ({ nanos }: Quantity) => Number(nanos) / 1e9);
  result.registerFunction(
    `${type}.add(${type}): ${type}`,
    (a: Quantity, b: Quantity) => new Quantity(a.nanos + b.nanos),
  );
  result.registerFunction(
    `${type}.sub(${type}): ${type}`,
    (a: Quantity, b: Quantity) => new Quantity(a.nanos - b.nanos),
  );
}
