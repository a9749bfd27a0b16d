/** Quantities as k8s.io/apimachinery/pkg/api/resource reads them: `500m`, `2`, `1Gi`, `1e3`. */

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const syntax = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d+))?$/;

/** The amount in its base unit (bytes, cores, a count); undefined for what is no quantity. Exact to 53 bits. */
export function quantityOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = syntax.exec(value);
  if (match === null) return undefined;
  const [, digits = '', suffix = '', exponent = '0'] = match;
  return Number(digits) * (suffixes[suffix] ?? 1) * 10 ** Number(exponent);
}
