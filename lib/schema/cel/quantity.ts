const suffixes: ReadonlyMap<string, bigint> = new Map([
  ['n', 1n],
  ['u', 1000n],
  ['m', 1_000_000n],
  ['', 1_000_000_000n],
  ...['k', 'M', 'G', 'T', 'P', 'E'].map((suffix, index) => [suffix, 10n ** BigInt(12 + 3 * index)] as const),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map(
    (suffix, index) => [suffix, 1024n ** BigInt(index + 1) * 1_000_000_000n] as const,
  ),
]);

/** An amount as k8s.io/apimachinery's resource.Quantity has it: exact, down to 10⁻⁹. */
export class Quantity {
  static readonly ONE = 1_000_000_000n;

  constructor(readonly nanos: bigint) {}

  static parse(text: string): Quantity | undefined {
    const parts = /^([+-]?)(\d{0,40})(?:\.(\d{0,40}))?(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d{1,2}))?$/.exec(text);
    if (parts === null) return undefined;
    const [, sign, whole = '', fraction = '', suffix = '', exponent = ''] = parts;
    if (whole === '' && fraction === '') return undefined;
    const power = Number(exponent);
    const scale = 10n ** BigInt(fraction.length + Math.max(0, -power));
    const factor = (suffixes.get(suffix) ?? 0n) * 10n ** BigInt(Math.max(0, power));
    const scaled = BigInt(whole + fraction) * factor;
    // What is smaller counts as the smallest amount.
    const nanos = scaled / scale + (scaled % scale === 0n ? 0n : 1n);
    return new Quantity(sign === '-' ? -nanos : nanos);
  }
}
