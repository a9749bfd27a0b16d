/** smoke.py: what it holds against what comes back, what it removes, and where it says to look; test/cluster/smoke-test runs it with a real MLflow. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withFolder } from '../../support/chart-folder';
import { python } from '../../support/python-programs';

type Env = Readonly<Record<string, string>>;

const asked = <T>(lines: string, env: Env = {}, files: Readonly<Record<string, string>> = {}) =>
  python<T>(
    `import os, smoke as program
from types import SimpleNamespace as Of
said = []
program.say = lambda state, seconds, what: said.append([state, what])
program.indent = said.append
def outcome(do):
    try:
        return do()
    except program.Skipped as skipped:
        return ["skipped", str(skipped)]
    except program.Failed as failed:
        return [str(failed), failed.look]
smoke = program.Smoke("/tmp")
smoke.name, smoke.experiment, smoke.run, smoke.root = "n", "7", "r", "s3://b/7/r/artifacts"
${lines}`,
    env,
    files,
  );
const SERVER_LOG = 'kubectl -n default logs deployment/mlflow-tracking -c mlflow';

describe('what an earlier test has left', () => {
  const sweep = (lines: string) =>
    asked<unknown>(
      `import time
time.time = lambda: 1000.0
removed = []
# The test may take 180 seconds; with two minutes more, what is older than 700 s of 1000 is left over.
found = [("old", "a" * 12, 699_999), ("young", "b" * 12, 700_000), ("timeless", "0" * 12, None), ("of others", "of-others", 1), ("longer", "a" * 13, 1)]
called = {program.PREFIX + end: which for which, end, _ in found}
models = [Of(name=program.PREFIX + end, creation_timestamp=at) for _, end, at in found]
experiments = [Of(experiment_id=which, name=program.PREFIX + end, creation_time=at) for which, end, at in found]
filters = []
def among(these):
    def search(filter_string):
        filters.append(filter_string)
        return these
    return search
smoke.client = Of(search_registered_models=among(models), search_experiments=among(experiments), delete_registered_model=lambda name: removed.append("model " + called[name]))
smoke.remove = lambda identifier: removed.append("experiment " + identifier)
${lines}
smoke.sweep()
say([removed, filters, said])`,
    );
  const LIKE = "name LIKE 'mlflow-chart-smoke-test-%'";

  test('is removed, and nothing that another test may still work with, or that is called alike', async () => {
    expect(await sweep('')).toEqual([
      ['model old', 'model timeless', 'experiment old', 'experiment timeless'],
      [LIKE, LIKE],
      [],
    ]);
  });

  test('stays where it cannot be removed, which is said', async () => {
    expect(await sweep('def remove(_): raise ValueError("not yours")\nsmoke.remove = remove')).toEqual([
      ['model old', 'model timeless'],
      [LIKE, LIKE],
      [['--', 'what an earlier test has left stays: ValueError: not yours']],
    ]);
  });
});

describe('what is read back', () => {
  const read = (params: object, metrics: object, status: string) =>
    asked(
      `ended = []
smoke.client = Of(set_terminated=ended.append, get_run=lambda run: Of(data=Of(params=${JSON.stringify(params)}, metrics=${JSON.stringify(metrics)}), info=Of(status=${JSON.stringify(status)})))
say([outcome(smoke.read_back), ended])`,
    );

  test('is the same', async () => {
    expect(await read({ written: 'n' }, { size: 2 ** 20 }, 'FINISHED')).toEqual([
      'parameter, metric and status are the same',
      ['r'],
    ]);
  });

  test.each([
    ['parameter', { written: 'other' }, { size: 2 ** 20 }, 'FINISHED'],
    ['metric', { written: 'n' }, { size: 1 }, 'FINISHED'],
    ['status', { written: 'n' }, { size: 2 ** 20 }, 'RUNNING'],
  ])('is another %s', async (_what, params, metrics, status) => {
    expect(await read(params, metrics, status)).toEqual([
      [expect.stringContaining('was written'), `Look at the database and at what the server says: ${SERVER_LOG}`],
      ['r'],
    ]);
  });

  test.each<readonly [string, string, unknown]>([
    ['r', 'READY', 'models:/n/3'],
    [
      'r',
      'PENDING_REGISTRATION',
      [expect.stringMatching(/^PENDING_REGISTRATION of run r, where READY of r/), expect.any(String)],
    ],
    ['q', 'READY', [expect.stringMatching(/^READY of run q, where READY of r/), expect.any(String)]],
  ])('of a model: run %s, %s', async (run, status, expected) => {
    const lines = `smoke.client = Of(get_model_version_by_alias=lambda *_: Of(run_id=${JSON.stringify(run)}, status=${JSON.stringify(status)}, version=3))
smoke.compare = lambda uri: uri
say(outcome(smoke.read_model))`;
    expect(await asked(lines)).toEqual(expected);
  });
});

describe('a trace', () => {
  const find = (lines: string) =>
    asked<unknown>(
      `import time
now = [0.0]
program.time = Of(monotonic=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
def trace(identifier, *inputs): return Of(info=Of(trace_id=identifier), data=Of(spans=[Of(inputs=each) for each in inputs]))
smoke.trace = "t"
${lines}
say([outcome(smoke.find_trace), now[0]])`,
    );
  const PROXIED = `Look at the database and at what the server says: ${SERVER_LOG}`;

  test('is found with what was sent, among others', async () => {
    expect(await find('smoke.traces = lambda _: [trace("u", {"a": 1}), trace("t", {"sent": "n"})]')).toEqual([
      'its span has what was sent',
      0,
    ]);
  });

  test('may come a moment later', async () => {
    const lines = 'smoke.traces = lambda _: [trace("t", {"sent": "n"})] if now[0] >= 10 else []';
    expect(await find(lines)).toEqual(['its span has what was sent', 10]);
  });

  test('that has something else, or does not come, fails after a quarter of a minute', async () => {
    expect(await find('smoke.traces = lambda _: [trace("t", {"sent": "other"})]')).toEqual([
      ["1 traces, with [{'sent': 'other'}]", PROXIED],
      16,
    ]);
    expect(await find('smoke.traces = lambda _: []\nsmoke.complaints = ["first", "refused"]')).toEqual([
      ['refused', PROXIED],
      16,
    ]);
  });

  test('that was not sent is not looked for', async () => {
    expect(await find('smoke.trace = None')).toEqual([['skipped', 'none was sent'], 0]);
  });

  test('is not complained of by what was said before', async () => {
    const lines = `smoke.mlflow = Of(__version__="3", start_span=None, get_trace=None)
smoke.complaints = ["of an older step"]
try: smoke.send_trace()
except Exception: pass
say(smoke.complaints)`;
    expect(await asked(lines)).toEqual([]);
  });
});

describe('what is removed at the end', () => {
  test('the registry and the experiment, each although the other fails; the first fault is the one', async () => {
    const lines = `done = []
def registry(): done.append("registry"); raise ValueError("first")
def experiment(): done.append("experiment"); raise ValueError("second")
smoke.clean_registry, smoke.clean_experiment = registry, experiment
try: smoke.clean()
except ValueError as error: done.append(str(error))
smoke.clean_experiment = lambda: "gone"
try: smoke.clean()
except ValueError as error: done.append(str(error))
smoke.clean_registry = lambda: None
done.append(smoke.clean())
say(done)`;
    expect(await asked(lines)).toEqual(['registry', 'experiment', 'first', 'registry', 'first', 'gone']);
  });

  test('nothing, where there is none', async () => {
    expect(await asked('smoke.client = Of(get_experiment_by_name=lambda _: None)\nsay(smoke.clean_experiment())')).toBe(
      'there is nothing',
    );
  });
});

describe('who asks', () => {
  /** An answer in the place of one over the network: its text is all that the session was given, and how it is read itself. */
  const REQUESTS = {
    'requests.py': `import json
class Answer:
    status_code, is_closed = 200, False
    def __init__(self, **of): self.of, self.raw = of, self
    def __enter__(self): return self
    def __exit__(self, *_): Answer.is_closed = True
    def read(self, most, **how): return json.dumps({**self.of, "read": [most, how]}).encode()
class Session:
    trust_env, auth = True, None
    def __init__(self): self.headers = {}
    def __enter__(self): return self
    def __exit__(self, *_): return None
    def get(self, url, **how):
        auth = None if self.auth is None else [part.decode("utf-8") if isinstance(part, bytes) else "text" for part in self.auth]
        return Answer(url=url, trusts=self.trust_env, auth=auth, headers=self.headers, how=how)
`,
  };
  const once = (withLogin: boolean, env: Env) =>
    asked<object>(
      `import requests
answer = program.ask_once("/p", ${withLogin ? 'True' : 'False'})
assert answer.status_code == 200 and requests.Answer.is_closed
say(json.loads(answer.text))`,
      { MLFLOW_TRACKING_URI: 'http://h/ml/', ...env },
      REQUESTS,
    );
  const HOW = { timeout: 10, allow_redirects: false, verify: true, stream: true };

  test('nobody, whatever the environment has', async () => {
    const env = { MLFLOW_TRACKING_TOKEN: 't', MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p' };
    expect(await once(false, env)).toEqual({
      ...{ url: 'http://h/ml/p', trusts: false, auth: null, headers: {}, how: HOW },
      read: [131_072, { decode_content: true }],
    });
  });

  test('by a token before a name; a name in UTF-8', async () => {
    const pair = { MLFLOW_TRACKING_USERNAME: 'ü', MLFLOW_TRACKING_PASSWORD: 'pä' };
    expect(await once(true, { MLFLOW_TRACKING_TOKEN: 't', ...pair })).toMatchObject({
      auth: null,
      headers: { Authorization: 'Bearer t' },
    });
    expect(await once(true, pair)).toMatchObject({ auth: ['ü', 'pä'], headers: {} });
  });

  test('believing the authorities that are given', async () => {
    expect(await once(true, { MLFLOW_TRACKING_SERVER_CERT_PATH: '/a.crt' })).toMatchObject({
      how: { ...HOW, verify: '/a.crt' },
    });
  });

  test('in which what is no UTF-8 is marked', async () => {
    const lines = `import requests
requests.Answer.read = lambda *_, **__: b"a\\xff"
requests.Answer.status_code = 502
say(list(program.ask_once("/p", False)))`;
    expect(await asked(lines, {}, REQUESTS)).toEqual([502, 'a\ufffd']);
  });

  const login = (env: Env, lines = '') =>
    asked<unknown>(
      `${lines}
who = outcome(program.login)
say([who, {name[16:]: os.environ[name] for name in os.environ if name.startswith("MLFLOW_TRACKING_") and not name.endswith("URI")}])`,
      env,
    );

  test('the first user of the values, or the ServiceAccount, by its file', async () => {
    await withFolder({ users: '{"zoe": "z", "ann": "a"}', token: ' tok\n' }, async (folder) => {
      expect(await login({ SMOKE_LOGIN: 'users', SMOKE_USERS: join(folder, 'users') })).toEqual([
        'ann, the first of auth.basic.users',
        { USERNAME: 'ann', PASSWORD: 'a' },
      ]);
      expect(await login({ SMOKE_LOGIN: 'service-account', SMOKE_TOKEN: join(folder, 'token') })).toEqual([
        'the pod’s ServiceAccount',
        { TOKEN: 'tok' },
      ]);
    });
  });

  const PAIR = { MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p' };
  test.each<readonly [string, Env, unknown]>([
    ['nobody', {}, 'nobody: there is no login'],
    ['nobody who is known', { SMOKE_LOGIN: 'unknown' }, null],
    ['of a Secret', { SMOKE_LOGIN: 'secret', SMOKE_SECRET: 's', ...PAIR }, 'u, of the Secret s'],
    [
      'the administrator',
      { SMOKE_LOGIN: 'administrator', SMOKE_SECRET: 's', ...PAIR },
      'u, of the Secret s: the administrator',
    ],
    [
      'of a token',
      { SMOKE_LOGIN: 'secret', SMOKE_AUTH_MODE: 'oidc', SMOKE_SECRET: 's', MLFLOW_TRACKING_TOKEN: 't' },
      'whom the token of the Secret s is for',
    ],
    [
      'half a pair',
      { SMOKE_LOGIN: 'secret', SMOKE_SECRET: 's', MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: '' },
      [
        expect.stringMatching(
          /^the Secret s, or its key for MLFLOW_TRACKING_USERNAME or MLFLOW_TRACKING_PASSWORD, is not there/,
        ),
        'Make it: see docs/install.md. kubectl -n default get secret s',
      ],
    ],
    [
      'a pair where a token is wanted',
      { SMOKE_LOGIN: 'secret', SMOKE_AUTH_MODE: 'oidc', SMOKE_SECRET: 's', ...PAIR },
      [expect.stringMatching(/^the Secret s, or its key for MLFLOW_TRACKING_TOKEN, is not there/), expect.any(String)],
    ],
  ])('%s', async (_title, env, who) => {
    expect(await login(env)).toEqual([who, expect.any(Object)]);
  });

  test.each([
    [401, 'users', /^401 for ann, .*: t$/, /^Look at auth\.basic\.users/],
    [403, 'users', /^403 for ann, /, /^Look at auth\.basic\.users/],
    [302, 'none', /^302: t$/, /^Look at the database and at what the server says/],
  ])('where the login gives %d', async (status, kind, cause, look) => {
    await withFolder({ users: '{"ann": "a"}' }, async (folder) => {
      const lines = `program.ask = lambda *_, **__: Of(status_code=${String(status)}, text="t")\nsay(outcome(smoke.log_in))`;
      expect(await asked(lines, { SMOKE_LOGIN: kind, SMOKE_USERS: join(folder, 'users') })).toEqual([
        expect.stringMatching(cause),
        expect.stringMatching(look),
      ]);
    });
  });

  test('where no login is known, nothing more can be tried', async () => {
    expect(await asked('say(outcome(smoke.log_in))', { SMOKE_LOGIN: 'unknown' })).toEqual([
      'skipped',
      expect.stringContaining('smokeTest.existingSecret'),
    ]);
  });

  test('the authorities: the public ones and those that are given, for all that ask', async () => {
    const files = { 'a/1.crt': 'ONE', 'a/2.crt': 'TWO', 'a/readme': 'NO', public: 'PUBLIC' };
    await withFolder(files, async (folder) => {
      const lines = `program.believe_given()
paths = {os.environ.get(name) for name in ("MLFLOW_TRACKING_SERVER_CERT_PATH", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE")}
path, = paths
say(path and open(path).read())`;
      const certifi = { 'certifi.py': `def where(): return ${JSON.stringify(join(folder, 'public'))}\n` };
      const env = { TMPDIR: folder };
      expect(await asked(lines, { ...env, SMOKE_AUTHORITIES: join(folder, 'a') }, certifi)).toBe('PUBLIC\nONE\nTWO\n');
      expect(await asked(lines, { ...env, SMOKE_AUTHORITIES: join(folder, 'none') }, certifi)).toBeNull();
    });
  });
});

describe('where to look', () => {
  const look = (call: string, env: Env = {}) => asked<string>(`say(${call})`, env);

  test.each([
    ['certificate verify failed', /^Look at the certificate/],
    ['[SSL: WRONG_VERSION_NUMBER]', /^Look at the certificate/],
    ['Connection to h timed out. (connect timeout=10)', /networkPolicy\.clients/],
    ['ConnectTimeout', /networkPolicy\.clients/],
    [
      'Connection refused',
      /^Is a pod of the server Ready\? kubectl -n default get pods -l app\.kubernetes\.io\/component=tracking$/,
    ],
  ])('%s', async (words, expected) => {
    expect(await look(`program.where_unreached(Exception(${JSON.stringify(words)}))`)).toMatch(expected);
  });

  test.each([
    ['service-account', /auth\.oidc\.serviceAccounts\.allowed/],
    ['users', /auth\.basic\.users/],
    ['secret', /^Look at the Secret s:/],
  ])('a login that is refused: %s', async (login, expected) => {
    expect(await look('program.where_login()', { SMOKE_LOGIN: login, SMOKE_SECRET: 's' })).toMatch(expected);
  });

  test.each([
    [401, /^Look at the Secret/],
    [403, /^Whom the test logs in as may not do it: give it a user who may/],
    [500, /^elsewhere$/],
  ])('a step that is refused with %d', async (status, expected) => {
    for (const error of [
      `Of(response=Of(status_code=${String(status)}))`,
      `Of(get_http_status_code=lambda: ${String(status)})`,
    ])
      expect(await look(`smoke.refused(${error}, "do it", "elsewhere").look`)).toMatch(expected);
  });

  test('what came back, in some lines', async () => {
    expect(
      await look('[program.said(ValueError("a\\n b")), program.said(ValueError()), program.said("<p>\\n x")]'),
    ).toEqual(['ValueError: a b', 'ValueError: nothing', '<p> x']);
    expect(
      await look('[len(program.said("x" * 599)), len(program.said("x" * 600)), program.said("x" * 900)[-3:]]'),
    ).toEqual([599, 602, 'x …']);
  });
});

describe('without a login', () => {
  const refuse = (mode: string, status: number) =>
    asked(`smoke.anonymous = Of(status_code=${String(status)}, text="t")\nsay(outcome(smoke.refuse))`, {
      SMOKE_AUTH_MODE: mode,
    });

  test.each<readonly [string, number, unknown]>([
    ['none', 200, ['skipped', 'auth.mode is none: there is no login to ask for']],
    ['none', 404, ['404: t', `Look at what the server says: ${SERVER_LOG}`]],
    ['basic', 401, '401'],
    [
      'basic',
      200,
      [
        expect.stringMatching(/^200: whoever reaches the Service gets in, though auth\.mode is basic$/),
        expect.any(String),
      ],
    ],
    [
      'oidc',
      302,
      ['302: t', 'Look at what the proxy says: kubectl -n default logs deployment/mlflow-tracking -c proxy'],
    ],
  ])('%s, %d', async (mode, status, expected) => {
    expect(await refuse(mode, status)).toEqual(expected);
  });

  test('the server is asked again while it may not be there yet; then its fault, or its answer, is said', async () => {
    const reach = (lines: string) =>
      asked(`now = [program.BEGUN]
program.time = Of(monotonic=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
def raising(error):
    def fail(*_): raise error
    return fail
${lines}
say([outcome(smoke.reach), round(now[0] - program.BEGUN)])`);
    expect(await reach('program.ask_once = lambda *_: Of(status_code=503, text="no server")')).toEqual([
      ['503: no server', expect.stringMatching(/^Is a pod of the server Ready/)],
      62,
    ]);
    expect(await reach('program.ask_once = raising(ConnectionError("timed out"))')).toEqual([
      ['ConnectionError: timed out', expect.stringContaining('networkPolicy.clients')],
      62,
    ]);
    expect(
      await reach('program.ask_once = lambda *_: Of(status_code=404 if now[0] - program.BEGUN > 9 else 502, text="")'),
    ).toEqual(['404 comes back', 10]);
  });
});
