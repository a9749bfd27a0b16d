// Asks the verifier whether a login is right, remembers right ones for a minute, and slows down who guesses, without making
// others wait: of one user's guesses one is checked at a time, and a login that was right of late is checked before them.
// No password is kept: an entry's key is an HMAC, by a key that only this process knows, of the login and the whole file of
// users. So a changed file forgets all of them.
import crypto from 'crypto';
import fs from 'fs';

const USERS = '/login/htpasswd';
// For each wrong login of the last five minutes by this user name from this address, the next is checked so much later …
const STEP_MS = 100;
// … but no two of them further apart than this, and after the longest wait a login is checked as soon as no other of that user
// is: a right password always gets in.
const FURTHEST_APART_MS = 2000;
const LONGEST_WAIT_MS = 20000;
const GLANCE_MS = 100;
// A refusal takes this long, after the wait: an unknown user, whose password is not checked, is told from a wrong one by nothing.
const REFUSAL_MS = 1000;

/** Nobody gets in without a login. */
function check(r) {
  const header = r.headersIn.Authorization;
  return isBasic(header) ? judge(r, [header]) : refuse(r);
}

/**
 * Where MLflow itself asks for the login, it says what is open without one: only what is presented is checked. Its gateway takes
 * a login in a header of its own, for Authorization may hold the key of a model's provider; its jobs call the gateway from
 * within the pod with a password of theirs. Anywhere else, MLflow would answer 500 to a token.
 */
function checkPresented(r) {
  const authorization = r.headersIn.Authorization;
  const gateway = r.headersIn['X-MLflow-Authorization'];
  // MLflow reads more than one form of a login: in another than this, guesses would not be counted.
  if ([authorization, gateway].some((header) => /basic/i.test(header || '') && !isBasic(header))) {
    return refuse(r);
  }
  if (gateway && !isBasic(gateway)) {
    return refuse(r);
  }
  const isGateway = /\/gateway\//.test(r.variables.request_uri);
  if (authorization && !isBasic(authorization) && !(gateway && isGateway)) {
    return refuse(r);
  }
  // What is open is to be read. MLflow would keep the body of a stranger in memory before it refuses it.
  if (!authorization && !gateway && (!['GET', 'HEAD', 'OPTIONS'].includes(r.method) || hasBody(r))) {
    return refuse(r);
  }
  const inPod = ['127.0.0.1', '::1'].includes(r.variables.realip_remote_addr);
  return judge(r, (inPod ? [authorization] : [authorization, gateway]).filter(isBasic));
}

function hasBody(r) {
  return Number(r.headersIn['Content-Length'] || 0) > 0 || r.headersIn['Transfer-Encoding'] !== undefined;
}

/** In the one form in which clients send it. */
function isBasic(header) {
  return header !== undefined && /^basic [A-Za-z0-9+/]+={0,2}$/i.test(header);
}

/** Says 204 if all of the logins are right. */
async function judge(r, logins) {
  const started = Date.now();
  for (let index = 0; index < logins.length; index += 1) {
    const status = await statusOf(r, logins[index], started);
    if (status !== 204) {
      return r.return(status);
    }
  }
  r.return(204);
}

/** Of one login: 204, 401 or 500. */
async function statusOf(r, header, started) {
  const login = digest(header);
  if (ngx.shared.verified.has(login)) {
    return 204;
  }
  const who = crypto
    .createHash('sha256')
    .update(`${r.variables.remote_addr} ${userIn(header)}`)
    .digest('base64');
  // Counted before it is known, for guesses may come all at once; a right one is taken back.
  const failures = ngx.shared.failed.incr(who, 1, 0) - 1;
  const isItsTurn = failures > 0 && !ngx.shared.known.has(login) && (await wait(who, login, failures, started));
  const asked = Date.now();
  const status = ngx.shared.verified.has(login) ? 204 : await verify(r, header);
  if (isItsTurn) {
    ngx.shared.checking.delete(who);
  }
  if (status === 401) {
    ngx.shared.known.delete(login);
    await sleep(asked + REFUSAL_MS - Date.now());
    return 401;
  }
  ngx.shared.failed.incr(who, -1, 0);
  if (status === 204) {
    ngx.shared.verified.set(login, '');
    ngx.shared.known.set(login, '');
  }
  return status;
}

async function verify(r, header) {
  let answer;
  try {
    answer = await ngx.fetch(r.variables.verifier, { headers: { Host: 'localhost', Authorization: header } });
  } catch (error) {
    r.error(`the verifier does not answer: ${error.message}`);
    return 500;
  }
  if (answer.ok) {
    return 204;
  }
  if (answer.status !== 401) {
    r.error(`the verifier answers ${answer.status}`);
    return 500;
  }
  return 401;
}

function userIn(header) {
  return Buffer.from(header.slice('basic '.length).trim(), 'base64').toString().split(':')[0];
}

/**
 * After earlier failures: one check at a time, the more failures the further apart; until another request has shown that it is
 * right. Says whether the others have to wait for this one.
 */
async function wait(who, login, failures, now) {
  const free = Math.max(ngx.shared.failed.get(`${who} next`) || 0, now);
  const mine = Math.min(free + Math.min(STEP_MS * failures, FURTHEST_APART_MS), now + LONGEST_WAIT_MS);
  ngx.shared.failed.set(`${who} next`, mine);
  while (!ngx.shared.verified.has(login)) {
    if (Date.now() >= mine && ngx.shared.checking.add(who, '')) {
      return true;
    }
    await sleep(GLANCE_MS);
  }
  return false;
}

function digest(header) {
  const hmac = crypto.createHmac('sha256', key());
  let users = '';
  try {
    users = fs.readFileSync(USERS);
  } catch (error) {
    // MLflow has its users in a database; where a file is expected, the verifier says that it is missing.
  }
  return hmac.update(users).update('\0').update(header).digest('base64');
}

/** Of this process and its workers; made up by whoever needs it first. */
function key() {
  const known = ngx.shared.secret.get('key');
  if (known !== undefined) {
    return known;
  }
  const bytes = new Uint8Array(32);
  globalThis.crypto.getRandomValues(bytes);
  ngx.shared.secret.add('key', Buffer.from(bytes).toString('hex'));
  return ngx.shared.secret.get('key');
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, Math.max(0, ms)));
}

/** What a client is told with it, the login's own file says. */
function refuse(r) {
  r.return(401);
}

export default { check, checkPresented };
