// Who is asked about a login: the oauth2-proxy of people, or the one of the issuer whose token it is; each knows one issuer and
// one audience, and checks the signature. What the token says of itself only decides who is asked. Whom a program's issuer
// may send, oidc-issuers.njs says.
import issuers from 'oidc-issuers.njs';

const PEOPLE = '/run/login/people.sock';

/** For auth_request: 204 with X-User, 401 or 403. */
async function check(r) {
  const { Authorization: authorization, Cookie: cookie } = r.headersIn;
  const headers = { Host: r.headersIn.Host || 'localhost' };
  let issuer;
  if (authorization) {
    // A wrong token is not made up for by a cookie that happens to be there.
    headers.Authorization = authorization;
    issuer = issuerOf(claimsOf(authorization));
  } else if (cookie) {
    headers.Cookie = cookie;
  } else {
    return r.return(401);
  }
  let answer;
  try {
    answer = await ngx.fetch(`http://unix:${issuer ? issuer.socket : PEOPLE}:${r.variables.oauth2}/auth`, { headers });
  } catch (error) {
    r.error(`${issuer ? issuer.socket : PEOPLE} does not answer: ${error.message}`);
    return r.return(500);
  }
  if (answer.status === 401 || answer.status === 403) {
    return r.return(answer.status);
  }
  if (answer.status !== 202) {
    r.error(`${issuer ? issuer.socket : PEOPLE} answers ${answer.status}`);
    return r.return(500);
  }
  const subject = answer.headers.get('X-Auth-Request-User') || '';
  if (issuer && !(issuer.allowed || []).some((pattern) => isLike(subject, pattern))) {
    r.warn(`${subject} of ${issuer.issuer} is not allowed in`);
    return r.return(403);
  }
  r.headersOut['X-User'] = issuer ? subject : answer.headers.get('X-Auth-Request-Email') || subject;
  r.return(204);
}

/** What a token says, as long as nobody has verified it; nothing, if it is none. */
function claimsOf(authorization) {
  const parts = /^Bearer +[^.\s]+\.([^.\s]+)\.[^.\s]*$/i.exec(authorization);
  try {
    return JSON.parse(Buffer.from(parts[1], 'base64url').toString()) || {};
  } catch (error) {
    return {};
  }
}

/** One of programs, by issuer and audience: an issuer may have tokens for people, and others, for another audience, for programs. */
function issuerOf(claims) {
  const audiences = [].concat(claims.aud);
  return (issuers.list || []).find(({ issuer, audience }) => issuer === claims.iss && audiences.includes(audience));
}

/** A pattern is a subject, or its beginning and a star. */
function isLike(subject, pattern) {
  return pattern.endsWith('*') ? subject.startsWith(pattern.slice(0, -1)) : subject === pattern;
}

/** What 401 becomes: a browser that wants a page goes to the login, a program is told. */
function ask(r) {
  const { route, request_uri: uri, oauth2 } = r.variables;
  if (route === 'ui' && !r.headersIn.Authorization && (r.method === 'GET' || r.method === 'HEAD')) {
    r.headersOut['Cache-Control'] = 'no-store';
    return r.return(302, `${oauth2}/start?rd=${encodeURIComponent(uri)}`);
  }
  r.headersOut['WWW-Authenticate'] = 'Bearer realm="MLflow"';
  r.headersOut['Content-Type'] = 'application/json';
  r.return(401, '{"error_code":"UNAUTHENTICATED","message":"Log in, or send a token of a known issuer, for its audience, that has not expired."}\n');
}

export default { check, ask };
