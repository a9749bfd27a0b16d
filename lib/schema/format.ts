/** Formats of scalars as Kubernetes' API server reads them. */
import { isIPv4, isIPv6 } from 'node:net';
import type { Json } from '../yaml/json';

export interface Format {
  readonly accepts: (value: Json) => boolean;
  /** What was expected, for messages. */
  readonly name: string;
}

const text = (name: string, accepts: (value: string) => boolean): Format => ({
  name,
  accepts: (value) => typeof value !== 'string' || accepts(value),
});

const integer = (name: string, limit: number): Format => ({
  name,
  // 2 ** 63 - 1 is no double: the largest one below it is what `<` leaves.
  accepts: (value) => typeof value !== 'number' || (value >= -limit && value < limit),
});

// k8s.io/apimachinery, pkg/api/resource/quantity.go
const quantity = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
// RFC 3339, as Go's time.RFC3339 parses it.
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
// Go's time.ParseDuration, and days, weeks and whole words as strfmt.ParseDuration.
const duration = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)\s*[a-zµμ]+\s*)+)$/i;

/** By the keyword's value. Any other format is a hint for people, as it is for the API server. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ['int32', integer('a 32-bit integer', 2 ** 31)],
  ['int64', integer('a 64-bit integer', 2 ** 63)],
  // Any string may name a port or hold a percentage; only an integer has limits.
  ['int-or-string', integer('a 32-bit integer or a string', 2 ** 31)],
  // Standard base64 with padding; Go's decoder skips line breaks.
  ['byte', text('base64', (value) => base64.test(value.replace(/[\r\n]/g, '')))],
  [
    'date-time',
    text('a time such as 2006-01-02T15:04:05Z', (value) => dateTime.test(value) && !Number.isNaN(Date.parse(value))),
  ],
  ['date', text('a date such as 2006-01-02', (value) => /^\d{4}-\d\d-\d\d$/.test(value))],
  ['duration', text('a duration such as 1h30m or 10s', (value) => duration.test(value))],
  [
    'uuid',
    text('a UUID', (value) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value)),
  ],
  // Of custom resources: k8s.io/kube-openapi, pkg/validation/strfmt; where that is lenient, so is this.
  ['ipv4', text('an IPv4 address', isIPv4)],
  ['ipv6', text('an IPv6 address', isIPv6)],
  ['cidr', text('a CIDR such as 10.0.0.0/8', isCidr)],
  ['mac', text('a MAC address', (value) => /^(?:[0-9a-f]{2}[:-]?){5,7}[0-9a-f]{2}$/i.test(value))],
  ['uri', text('a URI', (value) => /^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(value))],
  ['email', text('an e-mail address', (value) => value.includes('@'))],
  [
    'quantity',
    {
      name: 'a quantity such as 500m, 2 or 1Gi',
      accepts: (value) => (typeof value === 'string' ? quantity.test(value) : Number.isFinite(value)),
    },
  ],
]);

function isCidr(value: string): boolean {
  const [address = '', length = '', ...more] = value.split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return (isIPv4(address) && Number(length) <= 32) || (isIPv6(address) && Number(length) <= 128);
}
