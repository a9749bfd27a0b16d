/**
 * Plain scalars as go-yaml v2 resolves them, which is how Kubernetes and Helm read YAML (sigs.k8s.io/yaml). It is
 * neither YAML 1.1 nor 1.2: `on`, `y` and `0o7` are a boolean, a boolean and 7, but `12:30:45` and dates are strings.
 * Compared with Helm 3.17.3 and 4.1.4 in test/yaml/read.test.ts.
 */

/** bigint is an integer of Go, number a float of Go: they differ as map keys, and `1` and `1.0` differ under a tag. */
export type Scalar = null | boolean | bigint | number | string;

const words = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
]);

const longestWord = 5;
/** First characters of the words. */
const startsWord = new Set([...words.keys()].map((word) => word.charCodeAt(0)));
const integer = /^([-+]?)(?:0[oO]?([0-7]+)|(0[xX][0-9a-fA-F]+|0[bB][01]+|0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Underscores between digits only. */
const goUnderscores = /^(?:[^_]|(?<=\d)_(?=\d))*$/;
/** A sign after the prefix is no number anywhere else: go-yaml strips `0b` and parses the rest. */
const oddBinary = /^0b([-+])([01]{1,63})$/;

/** What an unquoted, untagged scalar means. */
export function resolvePlain(text: string): Scalar {
  const first = text.charCodeAt(0);
  if (text.length <= longestWord && startsWord.has(first)) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  // Go's own float syntax after a point, YAML's after a digit: `.5_0` is 0.5, `._5` a string, and `1__0` is 10.
  if (first === 0x2e /* . */) return goUnderscores.test(text) ? (resolveFloat(text.replaceAll('_', '')) ?? text) : text;
  const isDigit = first >= 0x30 && first <= 0x39;
  return isDigit || first === 0x2b /* + */ || first === 0x2d /* - */ ? (resolveNumber(text) ?? text) : text;
}

/** The number, if the text is an integer as people write it, of which a float is exact: most are, and BigInt is slow. */
export function resolveSmallInteger(text: string): number | undefined {
  if (text.length > 15 || (text.charCodeAt(0) === 0x30 && text.length > 1)) return undefined;
  let value = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return text === '' ? undefined : value;
}

function resolveNumber(text: string): bigint | number | undefined {
  const digits = text.replaceAll('_', '');
  const match = integer.exec(digits);
  if (match !== null) {
    const [, sign = '', octal, other = ''] = match;
    const magnitude = BigInt(octal === undefined ? other : `0o${octal}`);
    const value = sign === '-' ? -magnitude : magnitude;
    if (BigInt.asIntN(64, value) === value || (sign === '' && BigInt.asUintN(64, value) === value)) return value;
  }
  const odd = oddBinary.exec(digits);
  if (odd !== null) return BigInt(`0b${odd[2] ?? ''}`) * (odd[1] === '-' ? -1n : 1n);
  return resolveFloat(digits);
}

/** A float out of range is a string for go-yaml, not infinity. */
function resolveFloat(digits: string): number | undefined {
  if (!float.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isFinite(value) ? value : undefined;
}

/** The JSON key a scalar becomes; undefined where Kubernetes refuses it (null, integers above 2^63-1). */
export function keyText(key: Scalar): string | undefined {
  switch (typeof key) {
    case 'string':
      return key;
    case 'boolean':
      return String(key);
    case 'bigint':
      return BigInt.asIntN(64, key) === key ? String(key) : undefined;
    case 'number':
      return floatKeyText(key);
    default:
      return undefined;
  }
}

/** Go's `FormatFloat(key, 'g', -1, 32)`: the fewest digits that name the same *32-bit* float. */
function floatKeyText(key: number): string {
  const single = Math.fround(key);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  let shortest = single.toExponential();
  for (let digits = 0; digits <= 8; digits++) {
    shortest = single.toExponential(digits);
    if (Math.fround(Number(shortest)) === single) break;
  }
  const [mantissa = '', exponent = ''] = shortest.split('e');
  const power = Number(exponent);
  const sign = Object.is(single, -0) ? '-' : '';
  if (power >= -4 && power < 6) return sign + plainDecimal(mantissa, power);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function plainDecimal(mantissa: string, power: number): string {
  return Number(`${mantissa}e${power}`).toString();
}
