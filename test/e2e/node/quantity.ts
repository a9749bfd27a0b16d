const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  ...{ k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** The number that a Kubernetes quantity stands for: bytes, cores. */
export function parseQuantity(text: string): number {
  const [, digits = '', suffix = ''] = /^([0-9.]+(?:[eE][0-9]+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const unit = UNITS[suffix];
  if (digits === '' || unit === undefined) throw new Error(`${text} is no quantity`);
  return Number(digits) * unit;
}
