/** What an expression is called, in messages; and what a mistake knows of where it was made. */
import { expect, test } from '@jest/globals';
import { describe as named, Expr, hasExpr, LeakError, MisuseError, type Loop, type Node } from '../../lib/expr/expr';
import { byteLength } from '../../lib/expr/function';

const hosts = new Expr<unknown>({ op: 'values', path: ['ingress', 'hosts'] }, { type: 'list' });
const loop: Loop = { name: 'host', list: hosts };
const body = new Expr<string>({ op: 'values', path: ['a'] }, { type: 'string' });

test.each<[string, Node]>([
  ['.Values.ingress.hosts', hosts.node],
  ['$host', { op: 'item', loop, path: [] }],
  ['$host.paths.first', { op: 'item', loop, path: ['paths', 'first'] }],
  ['the key of $host', { op: 'key', loop }],
  ['.Release.Name', { op: 'release', field: 'Name' }],
  ['.Release.Namespace', { op: 'release', field: 'Namespace' }],
  ['.Chart.Name', { op: 'chart', own: 'mine' }],
  ['the expression “fullname”', { op: 'named', name: 'fullname', body }],
  ['the collection “names”', { op: 'collection', name: 'names', tree: [body] }],
  ['the result of byteLength()', (byteLength(body) as Expr<number>).node],
  ['a “text” expression', { op: 'text', parts: [body] }],
  ['a “constant” expression', { op: 'constant', value: 1 }],
])('%s', (name, node) => {
  const expression = new Expr<string>(node, { type: 'string' });
  expect(named(expression)).toBe(name);
  expect(() => String(expression)).toThrow(new LeakError(expression));
  expect(new LeakError(expression).message).toBe(
    `${name} is known only when the chart is installed, but was used as a plain value here. ` +
      'Use text`…`, when(), choose(), equal(), each() or extend() instead.',
  );
});

test('whatever would make a plain value of it throws', () => {
  const leaks = [
    () => body.toString(),
    () => body.toJSON(),
    () => body.valueOf(),
    () => body[Symbol.toPrimitive](),
    () => body.resolve(),
    () => body[Symbol.iterator](),
    () => Object.keys(body),
  ];
  for (const leak of leaks) expect(leak).toThrow(LeakError);
});

test('an expression is found anywhere in a tree', () => {
  expect([body, [body], { a: { b: [1, body] } }].map(hasExpr)).toEqual([true, true, true]);
  expect([null, undefined, 'a', 1, [null], { a: [] }].map(hasExpr)).toEqual([false, false, false, false, false, false]);
});

class Outer {
  readonly error: MisuseError;
  constructor() {
    this.error = new Inner().error;
  }
}

class Inner {
  readonly error: MisuseError;
  constructor(depth = 40) {
    // Deeper than a stack is usually told.
    this.error = depth > 0 ? deeper(() => new MisuseError('wrong'), depth) : new MisuseError('wrong');
  }
}

function deeper<T>(make: () => T, depth: number): T {
  return depth === 0 ? make() : deeper(make, depth - 1);
}

test('a constructor without a name is one, too', () => {
  const [Nameless] = [
    class {
      readonly error = new MisuseError('wrong');
    },
  ];
  expect(new Nameless().error.constructing.slice(0, 2)).toEqual(['MisuseError', '']);
});

test('a mistake knows which constructors were running, and leaves Error as it was', () => {
  const { stackTraceLimit } = Error;
  const prepareStackTrace: unknown = Reflect.get(Error, 'prepareStackTrace');
  const prepared = () => 'prepared';
  try {
    Error.stackTraceLimit = 7;
    Error.prepareStackTrace = prepared;
    const { constructing } = new Outer().error;
    expect(constructing.slice(0, constructing.indexOf('Outer') + 1)).toEqual(['MisuseError', 'Inner', 'Outer']);
    expect([Error.stackTraceLimit, Reflect.get(Error, 'prepareStackTrace')]).toEqual([7, prepared]);
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  }
  expect([new MisuseError('wrong').name, new LeakError(body).name]).toEqual(['MisuseError', 'LeakError']);
});
