/** Amounts in the values, of memory above all, written as Kubernetes lets one. */
import type { Opaque, Value } from '../lib/expr/expr';
import {
  add,
  choose,
  divide,
  find,
  findAfter,
  integerOf,
  matches,
  multiply,
  or,
  orDefault,
  toJson,
} from '../lib/expr/function';
import { named, namedNumber, text } from '../lib/expr/vocabulary';

/** Suffix → what thousandths of it are multiplied with and divided by to give mebibytes. */
const UNITS: Readonly<Record<string, readonly [times: number, by: number]>> = {
  m: [1, 1000 * 1000 * 2 ** 20],
  '': [1, 1000 * 2 ** 20],
  k: [1, 2 ** 20],
  M: [125, 2 ** 17],
  G: [15625, 2 ** 14],
  T: [1953125, 2 ** 11],
  Ki: [1, 1000 * 2 ** 10],
  Mi: [1, 1000],
  Gi: [128, 125],
  Ti: [2 ** 17, 125],
};

/** One text for all units, in which an expression finds its own: `/Mi=1:1000/Gi=128:125/`. */
const TABLE = Object.entries(UNITS).reduce(
  (table, [unit, [times, by]]) => `${table}${unit}=${String(times)}:${String(by)}/`,
  '/',
);

/** A pebibyte in mebibytes: more memory than any machine has. */
const PLENTY = 2 ** 30;
/** About as much and more, which would need more than 53 bits on the way; and more thousandths than are read. */
const IS_PLENTY =
  '^0*([1-9][0-9]{12,}([.mkKMGTPE]|$)|[1-9][0-9]{9,}[.0-9]*M|[1-9][0-9]{6,}[.0-9]*G|[1-9][0-9]{3,}[.0-9]*T|[.0-9]*[1-9][.0-9]*[PE])|e[+]';

/**
 * Whole mebibytes of a quantity such as `1.5Gi`, `500M` or `4294967296`, at most a pebibyte; 0 for less than one, and for what
 * is no quantity. Decimals count to the third.
 * @param name what templates call it
 */
export function mebibytes(name: string, quantity: Value<string>): Value<number> {
  const isPlenty = matches(quantity, IS_PLENTY);
  // Both sides of a choice are computed, and the one that does not count must be exact, too.
  const counted = named(`${name}.counted`, choose<string>(isPlenty, '', quantity));
  const whole = integerOf(find(find(counted, '^[0-9]+'), '[1-9][0-9]{0,11}$'));
  const decimals = find(find(counted, '[.][0-9]+'), '[0-9]+');
  const thousandths = add(multiply(whole, 1000), integerOf(find(text`${decimals}000`, '^[0-9]{3}')));
  const row = findAfter(TABLE, text`/${find(counted, '[A-Za-z]*$')}`, '=[0-9]+:[0-9]+');
  // Microbytes and nanobytes have no row: twelve digits of them are less than a mebibyte.
  const unit = named(`${name}.unit`, orDefault(row, '=0:1'));
  const times = integerOf(find(find(unit, '=[0-9]+'), '[0-9]+'));
  const amount = divide(multiply(thousandths, times), integerOf(find(unit, '[0-9]+$')));
  return namedNumber(name, choose(isPlenty, PLENTY, amount));
}

/**
 * Thousandths of a processor, of a quantity such as `500m`, `2` or `1.5`; 0 for less than one, and more than any machine has for
 * thousands of processors.
 * @param name what templates call it
 */
export function millicores(name: string, quantity: Value<string>): Value<number> {
  const isTiny = matches(quantity, '[nu]$|e-');
  const isPlenty = matches(quantity, '[kMGTPEi]$|e[+]|^0*[1-9][0-9]{11,}');
  const counted = named(`${name}.counted`, choose<string>(or(isTiny, isPlenty), '', quantity));
  const whole = integerOf(find(find(counted, '^[0-9]+'), '[1-9][0-9]{0,10}$'));
  const decimals = find(find(counted, '[.][0-9]+'), '[0-9]+');
  const thousandths = add(multiply(whole, 1000), integerOf(find(text`${decimals}000`, '^[0-9]{3}')));
  return namedNumber(name, choose(isPlenty, PLENTY, choose(matches(counted, 'm$'), whole, thousandths)));
}

/** What a container asks for of something, or may have of it, as it is written; empty where nothing is. */
export function amountOf(resources: Opaque, kind: 'limits' | 'requests', resource: string): Value<string> {
  // Its keys are sorted: claims, limits, requests.
  const amounts = find(toJson(resources), kind === 'limits' ? '"limits":[{][^{}]*[}]' : '"requests":[{][^{}]*[}][}]$');
  return find(find(amounts, `"${resource}":("[^"]*"|[-+.e0-9]+)`), '[0-9][^"]*');
}

/**
 * The memory that a container is guaranteed, as it is written; empty if none is. Without a request, Kubernetes takes the limit
 * for one.
 * @param resources a container's, as podFields() declares them
 */
export function guaranteedMemory(resources: Opaque): Value<string> {
  return orDefault(amountOf(resources, 'requests', 'memory'), amountOf(resources, 'limits', 'memory'));
}
