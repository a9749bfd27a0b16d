/** monitor.py: how checks are kept apart from who asks, and what is good. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { execute } from '../../support/execute';
import { withFolder } from '../../support/chart-folder';
import { root } from '../../support/root';
import { python } from '../../support/python-programs';

test('what servers say is told in a line, without the password, and steers no terminal', async () => {
  const said = (text: string, env = {}) =>
    python(
      `import contextlib, io, monitor
with contextlib.redirect_stdout(io.StringIO()) as out: monitor.say(${JSON.stringify(text)})
say(out.getvalue())`,
      env,
    );
  expect(await said('what\n is  wrong \u001b[2J')).toBe('monitor: what is wrong \\x1b[2J\n');
  expect(await said('hunter22 is wrong', { PGPASSWORD: 'hunter22' })).toBe('monitor: … is wrong\n');
  expect(await said('postgresql://mlflow:hunter22@db/mlflow is away')).toBe(
    'monitor: postgresql://…@db/mlflow is away\n',
  );
});

describe('a check', () => {
  const states = (look: string, lines: string) =>
    python<unknown>(
      `import monitor, threading, time
said = []
monitor.say = said.append
${look}
check = monitor.Check("one", look, {"up": 0})
def found(): return {name: value for name, value in check.samples().items() if "age" not in name}
${lines}`,
    );

  test('has nothing before it has been looked at', async () => {
    expect(await states('def look(): return {"up": 1}', 'say(check.samples())')).toEqual({});
  });

  test('has what was found, and how old that is', async () => {
    const lines =
      'check.once()\nname = \'mlflow_monitor_check_age_seconds{check="one"}\'\nsay([found(), 0 <= check.samples()[name] < 60])';
    expect(await states('def look(): return {"up": 1}', lines)).toEqual([{ up: 1 }, true]);
  });

  test('that fails says why, once, and when it is well again', async () => {
    const look =
      'answers = [1, 0, 0, 1]\ndef look():\n    if answers.pop(): return {"up": 1}\n    raise ValueError("what\\n is wrong")';
    const lines =
      'results = []\nfor _ in range(4):\n    check.once()\n    results.append(found())\nsay([results, said])';
    expect(await states(look, lines)).toEqual([
      [{ up: 1 }, { up: 0 }, { up: 0 }, { up: 1 }],
      ['one: ValueError: what\n is wrong', 'one: is well again'],
    ]);
  });

  test('that takes longer than it may counts as failed until it ends; what was found before is as old as it is', async () => {
    const look = 'gate = threading.Event()\ngate.set()\ndef look():\n    gate.wait()\n    return {"up": 1}';
    const lines = `
check.once()
gate.clear()
monitor.LIMIT = 0.2
thread = threading.Thread(target=check.once)
thread.start()
within = found()
for _ in range(200):
    if not check.samples()["up"]: break
    time.sleep(0.05)
late = check.samples()
gate.set()
thread.join()
say([within, late["up"], late['mlflow_monitor_check_age_seconds{check="one"}'] > 0.2, found()])`;
    expect(await states(look, lines)).toEqual([{ up: 1 }, 0, true, { up: 1 }]);
  });
});

describe('parts', () => {
  const health = (found: Readonly<Record<string, number>>, parts = 'monitor.OF_DATABASE') =>
    python<[boolean, string]>(
      `import monitor
check = monitor.Check("one", lambda: ${JSON.stringify(found)}, {}, ${parts})
check.once()
say(monitor.Monitor([check]).health())`,
    );
  const WELL = { mlflow_database_up: 1, mlflow_database_schema_current: 1, mlflow_keys_consistent: 1 };

  test('all are good', async () => {
    expect(await health(WELL)).toEqual([true, '{"database": "good", "schema": "good", "keys": "good"}\n']);
  });

  test.each([
    ['database', { ...WELL, mlflow_database_up: 0 }],
    ['schema', { ...WELL, mlflow_database_schema_current: 0 }],
    ['keys', { ...WELL, mlflow_keys_consistent: 0 }],
  ])('%s is bad', async (part, found) => {
    const [isGood, text] = await health(found);
    expect([isGood, JSON.parse(text)]).toEqual([
      false,
      { database: 'good', schema: 'good', keys: 'good', [part]: 'bad' },
    ]);
  });

  test('what nobody has seen is bad', async () => {
    expect(await health({ mlflow_database_up: 1 })).toEqual([
      false,
      '{"database": "good", "schema": "bad", "keys": "bad"}\n',
    ]);
  });

  test.each([
    [{ mlflow_bucket_up: 1, mlflow_bucket_writable: 1 }, 'good'],
    [{ mlflow_bucket_up: 1, mlflow_bucket_writable: 0 }, 'bad'],
    [{ mlflow_bucket_up: 0, mlflow_bucket_writable: 1 }, 'bad'],
  ])('of a bucket with %j', async (found, expected) => {
    expect((await health(found, 'monitor.OF_BUCKET'))[1]).toBe(`{"bucket": "${expected}"}\n`);
  });

  test('where there is nothing to look at, nothing is bad', async () => {
    expect(await python('import monitor\nsay(monitor.Monitor(list(monitor.checks())).health())')).toEqual([
      true,
      '{}\n',
    ]);
  });
});

test.each([
  [{}, []],
  [{ MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://' }, ['database']],
  [{ MLFLOW_BACKEND_STORE_URI: 'mysql://x/y' }, []],
  [{ MLFLOW_ARTIFACTS_DESTINATION: 's3://a/b' }, ['bucket']],
  [{ MLFLOW_DEFAULT_ARTIFACT_ROOT: 's3://a/b' }, ['bucket']],
  [{ MLFLOW_ARTIFACTS_DESTINATION: '/a/folder' }, []],
  [{ MONITORED_TRACKING: '127.0.0.1:5000' }, ['certificate-tracking']],
])('with %j there is %j to look at', async (env, expected) => {
  expect(await python('import monitor\nsay([check.name for check in monitor.checks()])', env)).toEqual(expected);
});

test('Prometheus’ text: help and type once for a name, whatever its labels', async () => {
  const found = {
    'mlflow_deep_health{part="keys"}': 0,
    'mlflow_deep_health{part="bucket"}': 1,
    mlflow_bucket_seconds: 0.25,
  };
  expect(await python(`import monitor\nsay(monitor.exposition(${JSON.stringify(found)}))`)).toBe(
    [
      '# HELP mlflow_bucket_seconds How long it took to list the bucket.',
      '# TYPE mlflow_bucket_seconds gauge',
      'mlflow_bucket_seconds 0.25',
      '# HELP mlflow_deep_health 1 for good, 0 for bad: what GET /deep-health says.',
      '# TYPE mlflow_deep_health gauge',
      'mlflow_deep_health{part="bucket"} 1',
      'mlflow_deep_health{part="keys"} 0',
      '',
    ].join('\n'),
  );
});

test('a monitor that ends is started again, after ten seconds; the container ends well when it is told to', async () => {
  const programs = {
    python: '#!/bin/sh\nprintf "%s\\n" "$*"\nexit 3\n',
    // The second time, the container is told to end.
    sleep:
      '#!/bin/sh\nprintf "sleep %s\\n" "$1" >>"${0%/*}/slept"\n[ "$(wc -l <"${0%/*}/slept")" -lt 2 ] || kill -TERM "$PPID"\n',
  };
  const { code, stdout, stderr } = await withFolder(programs, (folder) => {
    for (const name of Object.keys(programs)) chmodSync(join(folder, name), 0o755);
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    return execute('sh', ['-e', 'charts/monitoring/start-monitor.sh'], { cwd: root, env });
  });
  const started = '-B charts/monitoring/monitor.py\n';
  const said = 'start-monitor: the monitor ended with 3: it starts again in ten seconds\n';
  expect([code, stdout, stderr]).toEqual([0, started + started, said + said]);
});
