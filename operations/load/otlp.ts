/** A trace of one span, as OpenTelemetry sends it: https://github.com/open-telemetry/opentelemetry-proto */
import { randomBytes } from 'node:crypto';

/** Where MLflow takes them, and of which experiment they are. */
export const TRACES = '/v1/traces';
export const EXPERIMENT_HEADER = 'x-mlflow-experiment-id';

/** An ExportTraceServiceRequest, in protobuf. */
export function trace(name: string): Buffer {
  const end = BigInt(Date.now()) * 1_000_000n;
  const span = Buffer.concat([
    bytes(1, randomBytes(16)),
    bytes(2, randomBytes(8)),
    bytes(5, Buffer.from(name)),
    fixed(7, end - 1_000_000_000n),
    fixed(8, end),
  ]);
  const scope = bytes(2, span);
  return bytes(1, bytes(2, scope));
}

/** A field that has a length. */
function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2]), varint(content.length), content]);
}

function fixed(field: number, value: bigint): Buffer {
  const content = Buffer.alloc(9);
  content[0] = (field << 3) | 1;
  content.writeBigUInt64LE(value, 1);
  return content;
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...digits, rest]);
    digits.push((rest & 0x7f) | 0x80);
  }
}
