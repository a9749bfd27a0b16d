/** login.njs: which logins the verifier is asked about, when, and what becomes of its answer. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import LOGIN from '../../../../charts/access/proxy/login.njs';
import { Njs, type Reply, type Request } from './njs';

/** Milliseconds that a check of a password takes. */
const CHECK = 150;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const ALICE = basic('alice', 'right');
const GUESS = basic('alice', 'wrong');
const BOB = basic('bob', 'right');

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

interface Outcome {
  readonly status: number;
  /** After so many milliseconds. */
  readonly after: number;
}

/** Answers of a verifier: which passwords are right may change. */
class Verifier {
  readonly right = new Set([ALICE, BOB]);
  /** When it was asked, and by what. */
  readonly checks: { readonly at: number; readonly header: string }[] = [];
  fails = false;
  /** The most checks at the same time. */
  most = 0;
  #now = 0;

  async answer(header: string): Promise<Reply> {
    this.checks.push({ at: Date.now(), header });
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    await new Promise((done) => setTimeout(done, CHECK));
    this.#now -= 1;
    if (this.fails) return { status: 500 };
    return { status: this.right.has(header) ? 204 : 401 };
  }
}

class Proxy {
  readonly verifier = new Verifier();
  readonly files = new Map([['/login/htpasswd', 'alice:hash\n']]);
  readonly njs: Njs;

  /** @param shared of another worker */
  constructor(shared?: Njs['shared']) {
    this.njs = new Njs(LOGIN, {
      files: this.files,
      ...(shared && { shared }),
      answer: ({ headers }) => this.verifier.answer(headers['Authorization'] ?? ''),
    });
  }

  /** One request with a login, and whatever time it takes. */
  async ask(header: string, from = '10.0.0.1'): Promise<Outcome> {
    const asked = Date.now();
    const variables = { remote_addr: from, realip_remote_addr: from, verifier: 'http://verifier/' };
    const { status } = await this.njs.content('check', { headers: { Authorization: header }, variables });
    return { status, after: Date.now() - asked };
  }

  /** After so many failed ones, one after the other. */
  async fail(times: number, from?: string): Promise<void> {
    for (let count = 0; count < times; count += 1) await settled(this.ask(GUESS, from));
  }

  /** Milliseconds until the verifier is asked about a login that comes now. */
  async waited(header: string, from?: string): Promise<number | undefined> {
    const now = Date.now();
    const { length } = this.verifier.checks;
    await settled(this.ask(header, from));
    const check = this.verifier.checks[length];
    return check && check.at - now;
  }
}

/** Lets time pass until it is there. */
async function settled<T>(promise: Promise<T>): Promise<T> {
  const state = { done: false };
  const end = () => (state.done = true);
  promise.then(end, end);
  // More would be no wait, but for ever.
  for (let steps = 0; !state.done && steps < 100_000; steps += 1) await jest.advanceTimersToNextTimerAsync();
  return promise;
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

test.each([
  undefined,
  '',
  'Basic',
  'Basic ',
  'Basic !!!',
  'Basic YTpi YTpi',
  'Basic YTpi===',
  'Basic =',
  ' Basic YTpi',
  'Basic  YTpi',
  'Basic YTpi, Basic YTpj',
  'Digest Basic YTpi',
  'Bearer abc',
])('no login: %j is refused at once, and nobody is asked', async (header) => {
  const njs = new Njs(LOGIN, { answer: () => ({ status: 204 }) });
  const headers = header === undefined ? {} : { Authorization: header };
  expect(await njs.content('check', { headers })).toEqual({ status: 401, headers: {} });
  expect(njs.asked).toEqual([]);
});

test.each(['Basic YTpi', 'basic YTpi', 'BASIC YTpi', 'Basic YTo=', 'Basic YQ==', 'Basic +/8='])(
  'a login: the verifier is asked about %j, and hears nothing else of the request',
  async (header) => {
    const njs = new Njs(LOGIN, { answer: () => ({ status: 204 }) });
    const headers = { authorization: header, Cookie: 'a=b', Host: 'mlflow.example.com' };
    expect(await njs.content('check', { headers, variables: { verifier: 'http://verifier/' } })).toMatchObject({
      status: 204,
    });
    expect(njs.asked).toEqual([{ url: 'http://verifier/', headers: { Host: 'localhost', Authorization: header } }]);
  },
);

test.each<[number | undefined, number, readonly string[]]>([
  [204, 204, []],
  [200, 204, []],
  [401, 401, []],
  [403, 500, ['error: the verifier answers 403']],
  [500, 500, ['error: the verifier answers 500']],
  [undefined, 500, ['error: the verifier does not answer: connect failed']],
])('the verifier answers %s: %d', async (reply, status, log) => {
  const njs = new Njs(LOGIN, reply === undefined ? {} : { answer: () => ({ status: reply }) });
  const answer = await settled(njs.content('check', { headers: { Authorization: ALICE } }));
  expect([answer.status, njs.log]).toEqual([status, log]);
});

test('a right login is remembered for a minute, and by nothing that could be used', async () => {
  const proxy = new Proxy();
  expect(await settled(proxy.ask(ALICE))).toEqual({ status: 204, after: CHECK });
  await pass(MINUTE - SECOND);
  expect(await settled(proxy.ask(ALICE))).toEqual({ status: 204, after: 0 });
  await pass(SECOND);
  expect(await settled(proxy.ask(ALICE))).toEqual({ status: 204, after: CHECK });
  expect(proxy.verifier.checks).toHaveLength(2);
  const { verified, known, failed } = proxy.njs.shared;
  for (const key of [verified, known].flatMap((dictionary) => dictionary?.keys() ?? []))
    expect(key).toMatch(/^[\w+/]{43}=$/);
  expect(failed?.keys().join()).not.toMatch(/alice|10\.0\.0\.1/);
});

test('what is remembered is good for the whole login, and for the file as it is', async () => {
  const proxy = new Proxy();
  await settled(proxy.ask(ALICE));
  expect(await settled(proxy.ask(GUESS))).toMatchObject({ status: 401 });
  proxy.files.set('/login/htpasswd', 'alice:other\n');
  proxy.verifier.right.delete(ALICE);
  expect(await settled(proxy.ask(ALICE))).toMatchObject({ status: 401 });
});

test('a wrong login is not remembered, and neither is one that nobody could check', async () => {
  const proxy = new Proxy();
  await settled(proxy.ask(GUESS));
  proxy.verifier.right.add(GUESS);
  expect(await settled(proxy.ask(GUESS))).toMatchObject({ status: 204 });
  proxy.verifier.fails = true;
  expect(await settled(proxy.ask(BOB))).toMatchObject({ status: 500 });
  proxy.verifier.fails = false;
  expect(await proxy.waited(BOB)).toBe(0);
});

test('workers share what they remember, and the key that it is kept by', async () => {
  const one = new Proxy();
  await settled(one.ask(ALICE));
  const other = new Proxy(one.njs.shared);
  // Both of them may make one up at the same time.
  const { secret } = one.njs.shared;
  if (secret === undefined) throw new Error('nginx.conf has no such zone');
  jest.spyOn(secret, 'get').mockReturnValueOnce(undefined);
  expect(await settled(other.ask(ALICE))).toEqual({ status: 204, after: 0 });
});

test('another nginx makes up another key', async () => {
  const made = [new Proxy(), new Proxy()];
  for (const proxy of made) await settled(proxy.ask(ALICE));
  const [one, other] = made.map(({ njs }) => ({
    key: njs.shared['secret']?.get('key'),
    kept: njs.shared['verified']?.keys(),
  }));
  expect(one?.key).toMatch(/^[0-9a-f]{64}$/);
  expect(other?.key).not.toBe(one?.key);
  expect(other?.kept).not.toEqual(one?.kept);
});

test('a refusal takes a second from its check on, however soon the verifier knows', async () => {
  expect(await settled(new Proxy().ask(GUESS))).toEqual({ status: 401, after: SECOND });
  const njs = new Njs(LOGIN, { answer: () => ({ status: 401 }) });
  const asked = Date.now();
  await settled(njs.content('check', { headers: { Authorization: GUESS } }));
  expect(Date.now() - asked).toBe(SECOND);
});

test.each([
  [0, 0],
  [1, 100],
  [5, 500],
  [19, 1900],
  [20, 2000],
  [25, 2000],
])('after %d failures one after the other, the next guess is checked after %d ms', async (failures, wait) => {
  const proxy = new Proxy();
  await proxy.fail(failures);
  expect(await proxy.waited(GUESS)).toBe(wait);
});

test('a right login that is new is slowed down as a guess is, and not refused', async () => {
  const proxy = new Proxy();
  await proxy.fail(5);
  expect(await settled(proxy.ask(ALICE))).toEqual({ status: 204, after: 500 + CHECK });
});

test.each([
  ['another user', BOB, '10.0.0.1'],
  ['the same user from another address', ALICE, '10.0.0.2'],
])('nobody else is slowed down: %s', async (_who, header, from) => {
  const proxy = new Proxy();
  await proxy.fail(5);
  expect(await proxy.waited(header, from)).toBe(0);
});

test('failures are forgotten five minutes after the last', async () => {
  const proxy = new Proxy();
  await proxy.fail(5);
  await pass(5 * MINUTE - 2 * SECOND);
  await proxy.fail(1);
  expect(await proxy.waited(GUESS)).toBe(600);
  await pass(5 * MINUTE);
  expect(await proxy.waited(GUESS)).toBe(0);
});

test('right logins are no failures, nor are those that nobody could check', async () => {
  const proxy = new Proxy();
  for (let count = 0; count < 5; count += 1) {
    await settled(proxy.ask(ALICE));
    await pass(MINUTE);
  }
  expect(await proxy.waited(GUESS)).toBe(0);
  // Nobody knows yet whether they are right.
  proxy.verifier.fails = true;
  for (let count = 0; count < 5; count += 1) expect(await settled(proxy.ask(BOB))).toMatchObject({ status: 500 });
  proxy.verifier.fails = false;
  expect(await proxy.waited(BOB)).toBe(0);
});

test('guesses of one user that come at once are checked one by one, further and further apart', async () => {
  const proxy = new Proxy();
  const now = Date.now();
  const outcomes = await settled(Promise.all(Array.from({ length: 12 }, () => proxy.ask(GUESS))));
  expect(outcomes.map(({ status }) => status)).toEqual(Array<number>(12).fill(401));
  expect(proxy.verifier.checks.map(({ at }) => at - now)).toEqual([
    0, 100, 300, 600, 1000, 1500, 2100, 2800, 3600, 4500, 5500, 6600,
  ]);
});

test('nobody waits longer than twenty seconds, and then for their turn', async () => {
  const proxy = new Proxy();
  const now = Date.now();
  await settled(Promise.all(Array.from({ length: 24 }, () => proxy.ask(GUESS))));
  expect(proxy.verifier.checks.map(({ at }) => at - now).slice(18)).toEqual([
    17_100, 19_000, 20_000, 20_200, 20_400, 20_600,
  ]);
});

test('a crowd of guesses is checked one by one, too, and a right login gets in among them', async () => {
  const proxy = new Proxy();
  const crowd = Promise.all(Array.from({ length: 200 }, () => proxy.ask(GUESS)));
  const right = proxy.ask(ALICE);
  expect(await settled(right)).toMatchObject({ status: 204 });
  await settled(crowd);
  // The first one has nobody before it, and the second only itself.
  expect(proxy.verifier.most).toBeLessThanOrEqual(2);
});

test('one that was right within half a day is checked at once, whatever is guessed', async () => {
  const proxy = new Proxy();
  await settled(proxy.ask(ALICE));
  await pass(12 * HOUR - MINUTE);
  await proxy.fail(5);
  expect(await proxy.waited(ALICE)).toBe(0);
  await pass(12 * HOUR);
  await proxy.fail(5);
  expect(await proxy.waited(ALICE)).toBe(500);
});

test('until it was wrong', async () => {
  const proxy = new Proxy();
  await settled(proxy.ask(ALICE));
  await pass(MINUTE);
  proxy.verifier.right.delete(ALICE);
  expect(await settled(proxy.ask(ALICE))).toMatchObject({ status: 401 });
  expect(await proxy.waited(ALICE)).toBe(100);
});

test('of equal logins that wait, one is checked; when it is right, so are the others', async () => {
  const proxy = new Proxy();
  await proxy.fail(5);
  const { length } = proxy.verifier.checks;
  const outcomes = await settled(Promise.all(Array.from({ length: 10 }, () => proxy.ask(ALICE))));
  expect(outcomes.map(({ status }) => status)).toEqual(Array<number>(10).fill(204));
  expect(proxy.verifier.checks.length - length).toBe(1);
});

test('a worker that ends while it checks holds up the others for ten seconds', async () => {
  const proxy = new Proxy();
  await proxy.fail(5);
  // It asks, and is no more.
  void new Njs(LOGIN, {
    files: proxy.files,
    shared: proxy.njs.shared,
    answer: () => new Promise<Reply>(() => undefined),
  }).content('check', { headers: { Authorization: GUESS }, variables: { remote_addr: '10.0.0.1' } });
  expect(await proxy.waited(ALICE)).toBe(500 + 10 * SECOND);
});

/** What is presented, where MLflow asks for the login itself: who is asked about. */
const PASS = { status: 204, asked: [] };
const REFUSED = { status: 401, asked: [] };
const TO_GATEWAY: Request = {
  method: 'POST',
  variables: { realip_remote_addr: '10.0.0.1', request_uri: '/ml/gateway/x/invocations' },
};
const asked = (...headers: readonly string[]) => ({ status: 204, asked: headers });

test.each<[string, Request, { readonly status: number; readonly asked: readonly string[] }]>([
  ['nothing, to read', {}, PASS],
  ['nothing, to read a head', { method: 'HEAD' }, PASS],
  ['nothing, to ask what may be asked', { method: 'OPTIONS' }, PASS],
  ['nothing, to read, with no body', { headers: { 'Content-Length': '0' } }, PASS],
  ['nothing, to read, with a body', { headers: { 'Content-Length': '1' } }, REFUSED],
  ['nothing, to read, with a body in chunks', { headers: { 'Transfer-Encoding': 'chunked' } }, REFUSED],
  ['nothing, to write', { method: 'POST' }, REFUSED],
  ['nothing, to delete', { method: 'DELETE' }, REFUSED],
  ['a login', { headers: { Authorization: ALICE } }, asked(ALICE)],
  ['a login, to write', { method: 'POST', headers: { Authorization: ALICE, 'Content-Length': '9' } }, asked(ALICE)],
  ['a login of the gateway', { method: 'POST', headers: { 'X-MLflow-Authorization': BOB } }, asked(BOB)],
  ['a token', { headers: { Authorization: 'Bearer abc' } }, REFUSED],
  [
    'a token beside a login of the gateway',
    { ...TO_GATEWAY, headers: { Authorization: 'Bearer abc', 'X-MLflow-Authorization': BOB } },
    asked(BOB),
  ],
  [
    'a token beside a login of the gateway, elsewhere',
    { headers: { Authorization: 'Bearer abc', 'X-MLflow-Authorization': BOB } },
    REFUSED,
  ],
  ['a token alone, at the gateway', { ...TO_GATEWAY, headers: { Authorization: 'Bearer abc' } }, REFUSED],
  ['both logins', { headers: { Authorization: ALICE, 'X-MLflow-Authorization': BOB } }, asked(ALICE, BOB)],
  [
    'a login beside a token of the gateway',
    { headers: { Authorization: ALICE, 'X-MLflow-Authorization': 'Bearer abc' } },
    REFUSED,
  ],
  ['a login in another form', { headers: { Authorization: ` ${ALICE}` } }, REFUSED],
  [
    'a login in another form beside one of the gateway, at the gateway',
    { ...TO_GATEWAY, headers: { Authorization: 'BASIC  YTpi', 'X-MLflow-Authorization': BOB } },
    REFUSED,
  ],
  ['a login of the gateway in another form', { headers: { 'X-MLflow-Authorization': `${BOB}, ${ALICE}` } }, REFUSED],
])('presented is %s', async (_what, request, expected) => {
  const njs = new Njs(LOGIN, { answer: () => ({ status: 204 }) });
  const { status } = await njs.content('checkPresented', {
    variables: { realip_remote_addr: '10.0.0.1', request_uri: '/ml/api/x?of=gateway' },
    ...request,
  });
  expect({ status, asked: njs.asked.map(({ headers }) => headers['Authorization']) }).toEqual(expected);
});

test.each([
  ['127.0.0.1', [ALICE]],
  ['::1', [ALICE]],
  ['127.0.0.2', [ALICE, BOB]],
])('from %s, in whose pod MLflow’s jobs are, asked is about %j', async (address, expected) => {
  const njs = new Njs(LOGIN, { answer: () => ({ status: 204 }) });
  const headers = { Authorization: ALICE, 'X-MLflow-Authorization': BOB };
  // Who it is is what the peer is, not what a trusted proxy says.
  await njs.content('checkPresented', {
    headers,
    variables: { realip_remote_addr: address, remote_addr: '127.0.0.1' },
  });
  expect(njs.asked.map(({ headers: sent }) => sent['Authorization'])).toEqual(expected);
});

test.each([
  [[ALICE], [401, 401]],
  [[BOB], [401, 401]],
  [[], [401, 401]],
])('of two logins, both have to be right: where %j alone is', async (right, expected) => {
  const njs = new Njs(LOGIN, {
    answer: ({ headers }) => ({ status: right.includes(headers['Authorization'] ?? '') ? 204 : 401 }),
  });
  const ask = (one: string, other: string) =>
    settled(
      njs.content('checkPresented', {
        headers: { Authorization: one, 'X-MLflow-Authorization': other },
        variables: {},
      }),
    );
  expect([(await ask(ALICE, BOB)).status, (await ask(BOB, ALICE)).status]).toEqual(expected);
});

test('where nobody can check a login that is presented, the answer is 500', async () => {
  const njs = new Njs(LOGIN, { answer: () => ({ status: 500 }) });
  expect(await njs.content('checkPresented', { headers: { Authorization: ALICE }, variables: {} })).toMatchObject({
    status: 500,
  });
});
