import type { Format } from 'ajv';

const INT32 = 2n ** 31n;
const INT64 = 2n ** 63n;

/** Formats as Kubernetes' API server reads them. */
export const formats: Readonly<Record<string, Format>> = {
  int32: { type: 'number', validate: (value: number) => fits(value, INT32) },
  int64: { type: 'number', validate: (value: number) => fits(value, INT64) },
  // Any JSON number is a double.
  double: { type: 'number', validate: () => true },
  // Standard base64 with padding; Go's decoder skips line breaks.
  byte: (value: string) =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value.replace(/[\r\n]/g, '')),
  // RFC 3339, as Go's time.RFC3339 parses it.
  'date-time': (value: string) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
  // k8s.io/apimachinery, pkg/api/resource/quantity.go
  quantity: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/,
  // Any string may name a port or hold a percentage; only an integer has limits, those of int32.
  'int-or-string': { type: 'number', validate: (value: number) => fits(value, INT32) },
};

/** Whether an integer is in the range of its Go type; that it is one is for the schema's `type` to say. */
function fits(value: number, limit: bigint): boolean {
  return !Number.isInteger(value) || (BigInt(value) >= -limit && BigInt(value) < limit);
}
