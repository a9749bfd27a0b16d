/** `npm run bench:load` and `mlflow-chart load`: what is asked of it, what figures mean, and the bytes of a trace. */
import { describe, expect, test } from '@jest/globals';
import { cells, figuresOf, percentile } from '../../operations/load/figures';
import { trace } from '../../operations/load/otlp';
import { trialOf, USAGE, USUAL } from '../../bench/load/trial';

test.each([
  [[], 50, 0],
  [[7], 99, 7],
  [[1, 2, 3, 4], 50, 2],
  [[1, 2, 3, 4], 51, 3],
  [Array.from({ length: 100 }, (_, index) => index + 1), 99, 99],
  [Array.from({ length: 100 }, (_, index) => index + 1), 100, 100],
])('of %j, %d of a hundred are at most %d', (sorted, percent, value) => {
  expect(percentile(sorted, percent)).toBe(value);
});

test('figures are of what was answered, in whatever order; what failed is counted beside', () => {
  const asked = [30, 10, 20, 400].map((milliseconds) => ({ milliseconds, failed: milliseconds === 400 }));
  const figures = figuresOf(asked, 2);
  expect(figures).toEqual({ perSecond: 1.5, p50: 20, p95: 30, p99: 30, failed: 1 });
  expect(cells(figures)).toEqual(['1.5', '20', '30', '30', '1']);
  expect(cells({ perSecond: 9.96, p50: 10, p95: 0.04, p99: 1234.5, failed: 0 })).toEqual([
    ...['10.0', '10', '0.0', '1235', '0'],
  ]);
});

describe('what is asked of it', () => {
  test('nothing: what is usual', () => {
    expect(trialOf([])).toEqual(USUAL);
  });

  test('sizes, seconds, runs and clients', () => {
    expect(
      trialOf(['--size=2x4', '--size=1x16', '--seconds=600', '--runs=1000000', '--logging=200', '--tracing=1']),
    ).toEqual({
      ...USUAL,
      sizes: [
        { pods: 2, workers: 4 },
        { pods: 1, workers: 16 },
      ],
      seconds: 600,
      runs: 1_000_000,
      mix: { ...USUAL.mix, logging: 200, tracing: 1 },
    });
  });

  test.each([
    '--size=0x1',
    '--size=11x1',
    '--size=1x17',
    '--seconds=601',
    '--seconds=0',
    '--runs=1000001',
    '--logging=201',
    '--sizes=1x1',
    'x',
    '--runs',
    '--searching=x',
  ])('%s is refused', (arg) => {
    expect(trialOf([arg])).toBe(`what is \`${arg}\`? ${USAGE}`);
  });
});

test('a trace is what protobuf says: a span of a second, with numbers of its own', () => {
  const [one, other] = [trace('a'.repeat(200)), trace('b')];
  // ExportTraceServiceRequest → ResourceSpans → ScopeSpans → Span.
  expect([one[0], other[0], other[1], other[2], other[3], other[4], other[5]]).toEqual([
    0x0a,
    0x0a,
    other.length - 2,
    0x12,
    other.length - 4,
    0x12,
    other.length - 6,
  ]);
  expect([...one.subarray(0, 3)]).toEqual([0x0a, 0x80 | ((one.length - 3) & 0x7f), (one.length - 3) >> 7]);
  const span = other.subarray(6);
  expect([span[0], span[1], span[18], span[19]]).toEqual([0x0a, 16, 0x12, 8]);
  expect(span.subarray(28, 31)).toEqual(Buffer.from([0x2a, 1, 0x62]));
  const [start, end] = [span.readBigUInt64LE(32), span.readBigUInt64LE(41)];
  expect([span[31], span[40], end - start]).toEqual([(7 << 3) | 1, (8 << 3) | 1, 1_000_000_000n]);
  expect(trace('b').subarray(8, 24)).not.toEqual(other.subarray(8, 24));
});
