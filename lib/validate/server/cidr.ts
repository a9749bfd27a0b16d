import { isIP } from 'node:net';

/** An IPv4 or IPv6 network: `10.0.0.0/8`. */
export function isCidr(text: string): boolean {
  return parts(text) !== undefined;
}

/** Whether all addresses of `inner` are in `outer`, and not the other way round. Both must be CIDRs. */
export function isStrictlyInside(inner: string, outer: string): boolean {
  const [a, b] = [parts(inner), parts(outer)];
  if (a === undefined || b === undefined) return false;
  if (a.bits !== b.bits || a.length <= b.length) return false;
  const shift = BigInt(a.bits - b.length);
  return a.address >> shift === b.address >> shift;
}

function parts(text: string): { readonly address: bigint; readonly length: number; readonly bits: number } | undefined {
  const [ip = '', length = '', ...rest] = text.split('/');
  const version = isIP(ip);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > bits) return undefined;
  return { address: version === 4 ? ipv4(ip) : ipv6(ip), length: Number(length), bits };
}

function ipv4(ip: string): bigint {
  return ip.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6(ip: string): bigint {
  const text = ip.replace(/(\d+\.\d+\.\d+\.\d+)$/, (v4) => {
    const value = ipv4(v4);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}
