/** doctor.py: what is made of what its steps find, and what its Job says. */
import { describe, expect, test } from '@jest/globals';
import { python } from '../../support/python-programs';

const asked = <T>(lines: string, env: Readonly<Record<string, string>> = {}) =>
  python<T>(`import doctor, database_steps, server_steps, slow_steps, store_steps, steps\n${lines}`, env);
const found = (...causes: readonly (readonly [string, string])[]) =>
  `[steps.Found(*one) for one in ${JSON.stringify(causes)}]`;

describe('a report', () => {
  const report = (given: object, lines: string) =>
    asked(`calls = []
def server(*of): calls.append(["server", *of]); return []
def database(seconds, of): calls.append(["database", seconds, of is slow_steps.look]); return []
def store(): calls.append(["store"]); return []
server_steps.look, database_steps.look, store_steps.look = server, database, store
${lines}
say([doctor.report(${JSON.stringify(given)}), calls])`);
  const ALL = [['database', 120, true], ['store']];
  const NOTHING = { format: 1, findings: [], unseen: [] };

  test('of the server only where there is one yet', async () => {
    expect(await report({}, '')).toEqual([NOTHING, ALL]);
    expect(await report({ server: { address: 'a', host: 'h' } }, '')).toEqual([
      NOTHING,
      [['server', 'a', 'h'], ...ALL],
    ]);
  });

  test('each cause once of each part, and of names that nobody answers for, once', async () => {
    const both = found(['names-no-answer', 'n'], ['odd', '1'], ['odd', '2']);
    const lines = `database_steps.look = lambda *_: ${both}\nstore_steps.look = lambda: ${both}`;
    expect(await report({}, lines)).toMatchObject([
      {
        findings: [
          { id: 'names-no-answer', about: 'database', evidence: 'n' },
          { id: 'odd', about: 'database', evidence: '1' },
          { id: 'odd', about: 'store', evidence: '1' },
        ],
        unseen: [],
      },
      [],
    ]);
  });

  test('where nobody could look, or a step of ours is wrong, the rest is looked at', async () => {
    const lines = `def database(*_):
    yield steps.Found("first", "1")
    yield steps.Unseen("too slow", is_needed=True)
    yield steps.Found("second", "2")
    raise steps.Unseen("no memory")
def store(): raise KeyError("of\\n ours")
database_steps.look, store_steps.look = database, store`;
    expect(await report({}, lines)).toEqual([
      {
        format: 1,
        findings: [
          { id: 'first', about: 'database', evidence: '1' },
          { id: 'second', about: 'database', evidence: '2' },
        ],
        unseen: [
          { what: 'database', reason: 'too slow', needed: true },
          { what: 'database', reason: 'no memory', needed: false },
          { what: 'store', reason: "KeyError: 'of\\n ours'", needed: true },
        ],
      },
      [],
    ]);
  });
});

test('a server that still starts is waited for, as long as it may take', async () => {
  const lines = `import time
now = [0.0]
time.monotonic = lambda: now[0]
def sleep(seconds): now[0] += seconds
time.sleep = sleep
asked = []
def look(address, host):
    asked.append([now[0], address, host])
    return [] if now[0] >= ready else [1]
server_steps.look = look
ready = 10
doctor.wait("http://h:5000/ml", 60)
first, asked[:] = list(asked), []
ready, now[0] = 1000, 0.0
doctor.wait("http://h:5000/ml", 12)
say([first, [at for at, *_ in asked]])`;
  expect(await asked(lines)).toEqual([[0, 5, 10].map((at) => [at, 'http://h:5000/ml', 'h']), [0, 5, 10, 15]]);
});
