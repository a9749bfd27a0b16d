// Who is asked about a login: the oauth2-proxy of people, or the one of the issuer whose token it is; each knows one issuer and
// one audience, and checks the signature. What the token says of itself only decides who is asked. Whom a program's issuer
// may send, oidc-rules.njs says.
import rules from 'oidc-rules.njs';

const PEOPLE = '/run/login/people.sock';
const MACHINES = '/run/login/machines.sock';

/** For auth_request: 204 with X-User, 401 or 403. */
async function check(r) {
  const authorization = r.headersIn.Authorization;
  const cookie = r.headersIn.Cookie;
  const headers = { Host: 'localhost' };
  let claims;
  let issuer;
  if (authorization) {
    // A wrong token is not made up for by a cookie. What has another form than this, oauth2-proxy would write into its log.
    const bearer = /^Bearer +([A-Za-z0-9_-]+[.]([A-Za-z0-9_-]+)[.][A-Za-z0-9_-]+)$/i.exec(authorization);
    if (!bearer) {
      return r.return(401);
    }
    headers.Authorization = `Bearer ${bearer[1]}`;
    claims = claimsIn(bearer[2]);
    issuer = issuerOf(claims);
  } else if (cookie) {
    headers.Cookie = cookie;
  } else {
    return r.return(401);
  }
  const socket = issuer ? issuer.socket : PEOPLE;
  let answer;
  try {
    answer = await ngx.fetch(`http://unix:${socket}:${r.variables.oauth2}/auth`, { headers });
  } catch (error) {
    r.error(`${socket} does not answer: ${error.message}`);
    return r.return(500);
  }
  if (answer.status === 401 || answer.status === 403) {
    return r.return(answer.status);
  }
  if (answer.status !== 202) {
    r.error(`${socket} answers ${answer.status}`);
    return r.return(500);
  }
  // Of a token that it has verified. In a header, blanks around it would be lost.
  const subject = claims ? String(claims.sub) : answer.headers.get('X-Auth-Request-User') || '';
  const email = answer.headers.get('X-Auth-Request-Email') || '';
  if (issuer && !issuer.allowed.some((pattern) => isLike(subject, pattern))) {
    r.warn(`${JSON.stringify(subject)} of ${issuer.issuer} is not allowed in`);
    return r.return(403);
  }
  // For a token without an e-mail address oauth2-proxy takes the subject for one, and would let in by its domain.
  if (!issuer && claims && rules.domains && !claims.email) {
    r.warn(`${JSON.stringify(subject)} has no e-mail address, by whose domain people are let in`);
    return r.return(403);
  }
  r.headersOut['X-User'] = issuer ? subject : email || subject;
  r.return(204);
}

/** What the middle of a token says, as long as nobody has verified it; nothing, if it says nothing. */
function claimsIn(encoded) {
  try {
    return JSON.parse(Buffer.from(encoded, 'base64url').toString()) || {};
  } catch (error) {
    return {};
  }
}

/** One of programs, by issuer and audience: an issuer may have tokens for people, and others, for another audience, for programs. */
function issuerOf(claims) {
  const audiences = [].concat(claims.aud);
  return programs().find((known) => known.issuer === claims.iss && audiences.includes(known.audience));
}

function programs() {
  const accounts = rules.serviceAccounts;
  const others = rules.issuers.map((known) => ({
    issuer: known.issuerUrl,
    audience: known.audience,
    socket: `/run/login/issuer-${known.name}.sock`,
    allowed: known.allowedSubjects,
  }));
  if (!accounts.enabled) {
    return others;
  }
  // namespace/name is what people write, and system:serviceaccount:namespace:name what the token says.
  const allowed = accounts.allowed.map((account) => `system:serviceaccount:${account.replace('/', ':')}`);
  return others.concat({ issuer: accounts.issuerUrl, audience: accounts.audience, socket: MACHINES, allowed });
}

/** A pattern is a subject, or its beginning and a star, which stands for nothing that would break a line of the log. */
function isLike(subject, pattern) {
  if (/[\x00-\x1f\x7f]/.test(subject)) {
    return false;
  }
  return pattern.endsWith('*') ? subject.startsWith(pattern.slice(0, -1)) : subject === pattern;
}

/** Where a browser that wants a page goes, if it is one; a program is told that it has no login. */
function loginPage(r) {
  const wantsPage =
    r.variables.route === 'ui' && !r.headersIn.Authorization && (r.method === 'GET' || r.method === 'HEAD');
  return wantsPage ? `${r.variables.oauth2}/start?rd=${encodeURIComponent(r.variables.request_uri)}` : '';
}

export default { check, loginPage };
