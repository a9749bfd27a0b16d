/** What is made, what is left alone, and what cannot be made: decided from what is needed, what there is, and what was given. */
import type { ClusterState } from './cluster';
import { visible } from '../../lib/text/visible';
import type { SecretKind } from '../../values/declared-secret';
import { OBJECT_NAME } from '../object-name';
import { faultOf, makerOf } from './kinds';
import { describeKind, type NeededKey, type NeededSecret } from './needed';
import { htpasswd, KEPT_KEY, keptIn, keptText, newPasswords, ONLY_USER, readKept, type Passwords } from './users';

export interface MadeSecret {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  /** Beside those that all have. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, Buffer>>;
}

export interface Plan {
  readonly secrets: readonly MadeSecret[];
  /** A line or two for people, of each Secret. */
  readonly remarks: readonly string[];
  /** The same, of what is needed, could be made here, and is not. */
  readonly refusals: readonly string[];
}

export interface PlanInput {
  readonly needed: readonly NeededSecret[];
  /** Of the needed ones' namespace; nothing there where nobody asked. */
  readonly cluster: ClusterState;
  /** `name/key` → content. */
  readonly given: ReadonlyMap<string, Buffer>;
  /** Undefined where nobody was named. */
  readonly users: readonly string[] | undefined;
}

/** The names that have to be asked for: the needed ones, and those that keep passwords. */
export function namesToAsk(needed: readonly NeededSecret[]): readonly string[] {
  return needed
    .flatMap(({ name, keys }) => (hashesOf(keys) === undefined ? [name] : [name, keptIn(name)]))
    .filter((name) => OBJECT_NAME.test(name));
}

export function planSecrets(input: PlanInput): Plan {
  const decided = input.needed.map((secret) => decide(secret, input));
  return {
    secrets: decided.flatMap(({ secrets = [] }) => secrets),
    remarks: decided.flatMap(({ remark }) => remark ?? []),
    refusals: decided.flatMap(({ refusal }) => refusal ?? []),
  };
}

interface Decision {
  readonly secrets?: readonly MadeSecret[];
  readonly remark?: string;
  readonly refusal?: string;
}

function decide(secret: NeededSecret, input: PlanInput): Decision {
  const { name, keys } = secret;
  if (!OBJECT_NAME.test(name)) return { refusal: `${visible(name)}: not made: that is no name of a Secret` };
  const existing = 'existing' in input.cluster ? input.cluster.existing.get(name) : undefined;
  if (existing !== undefined) return ofExisting(secret, existing);
  const isGiven = ({ key }: NeededKey) => input.given.has(`${name}/${key}`);
  const foreign = keys.filter((each) => !isGiven(each) && !isKnown(each));
  // Optional ones that nobody gives are left out; an empty Secret would only be in the way of theirs.
  const isForeign = foreign.some(({ isOptional }) => !isOptional) || foreign.length === keys.length;
  if (isForeign) return { remark: ofOthers(secret, foreign) };
  const wrong = keys.flatMap(({ key, kind, content }) => {
    const value = input.given.get(`${name}/${key}`);
    const fault =
      value === undefined ? undefined : (faultOf(kind ?? KIND_OF_KEY[key], value) ?? unlike(content, value));
    return fault === undefined ? [] : [`${name}: not made: what --set gives for ${key} ${fault}`];
  });
  if (wrong.length > 0) return { refusal: wrong.join('\n') };

  const hashes = hashesOf(keys);
  const beside = hashes === undefined ? undefined : faultOfKept(name, input.needed);
  if (beside !== undefined) return { refusal: `${name}: not made: ${beside}` };
  const withUsers = hashes !== undefined && !input.given.has(`${name}/${hashes}`);
  const users = withUsers ? passwordsOf(secret, input) : { passwords: new Map<string, string>(), isKept: true };
  if ('refusal' in users) return users;
  const data = Object.fromEntries(
    keys.flatMap(({ key, kind, content }) => {
      const made = () => content ?? (kind === 'htpasswd' ? htpasswd(users.passwords) : makerOf(kind)?.());
      const value = input.given.get(`${name}/${key}`) ?? made();
      return value === undefined ? [] : [[key, Buffer.from(value)]];
    }),
  );
  const { type = typeOf(data), labels } = secret.form ?? {};
  const made: MadeSecret = { name, namespace: secret.namespace, type, ...(labels && { labels }), data };
  if (!withUsers) return { secrets: [made], remark: `${name}: made${administratorIn(secret)}` };
  const kept: MadeSecret = {
    name: keptIn(name),
    namespace: secret.namespace,
    type: 'Opaque',
    data: { [KEPT_KEY]: Buffer.from(keptText(users.passwords)) },
  };
  const names = [...users.passwords.keys()].join(', ');
  const where = `passwords in ${kept.name}, which no pod reads${users.isKept ? ', as they were' : ''}:\n${toRead(kept, KEPT_KEY)}`;
  return { secrets: users.isKept ? [made] : [kept, made], remark: `${name}: made, for ${names}; ${where}` };
}

/** Whether it needs nobody to say what is in it. */
function isKnown({ kind, content }: NeededKey): boolean {
  return content !== undefined || kind === 'htpasswd' || makerOf(kind) !== undefined;
}

function unlike(content: string | undefined, value: Buffer): string | undefined {
  return content === undefined || value.equals(Buffer.from(content))
    ? undefined
    : `is not ${content}, as the values say`;
}

function ofExisting({ name, keys }: NeededSecret, existing: ReadonlyMap<string, Buffer>): Decision {
  const others = keys.flatMap(({ key, content }) => {
    const value = existing.get(key);
    const fault = value === undefined ? undefined : unlike(content, value);
    return fault === undefined ? [] : [`${name}: exists, and is left alone, but its ${key} ${fault}`];
  });
  if (others.length > 0) return { refusal: others.join('\n') };
  const missing = keys.filter(({ key }) => !existing.has(key));
  if (missing.length === 0) return { remark: `${name}: exists` };
  const lacking = missing.map(({ key, kind }) => `${key}${kind === undefined ? '' : `, ${describeKind(kind)}`}`);
  const line = `${name}: exists, and is left alone, without ${lacking.join('; ')}`;
  return missing.every(({ isOptional }) => isOptional) ? { remark: line } : { refusal: line };
}

/** Of a Secret with something in it that nobody can make here. */
function ofOthers({ name, keys }: NeededSecret, foreign: readonly NeededKey[]): string {
  if (keys.length === 0) return `${name}: not made: nothing says what has to be in it`;
  const what = foreign.map(({ key, kind }) => (kind === undefined ? key : `${key}, ${describeKind(kind)}`)).join('; ');
  const options = foreign.map(({ key }) => `--set ${name}/${key}=@FILE`).join(' ');
  return `${name}: not made: only others can issue ${what}. Give ${options}, or make it yourself`;
}

/**
 * The users' passwords: those that are kept, or new ones. Of the two Secrets that have them, one alone is never made with others
 * than the other has.
 */
function passwordsOf(
  { name }: NeededSecret,
  { cluster, users }: PlanInput,
): { readonly passwords: Passwords; readonly isKept: boolean } | { readonly refusal: string } {
  if ('unknown' in cluster) {
    const why = `whether there is ${keptIn(name)}, with passwords for it, nobody can say: ${cluster.unknown}`;
    return { refusal: `${name}: not made: ${why}. Give --offline if there is not` };
  }
  const kept = cluster.existing.get(keptIn(name));
  if (kept === undefined) return { passwords: newPasswords(users ?? [ONLY_USER]), isKept: false };
  const text = kept.get(KEPT_KEY);
  const known = text === undefined ? { fault: `it has no key ${KEPT_KEY}` } : readKept(text);
  if ('fault' in known)
    return { refusal: `${name}: not made: ${keptIn(name)} exists, and ${known.fault}. Mend it, or delete it` };
  const names = users ?? [...known.keys()];
  const strangers = names.filter((user) => !known.has(user));
  if (strangers.length > 0) {
    const how = `has no password for ${strangers.join(', ')}`;
    return {
      refusal: `${name}: not made: ${keptIn(name)} exists, and ${how}. Add it there, or leave them out of --users`,
    };
  }
  return { passwords: new Map(names.map((user) => [user, known.get(user) ?? ''])), isKept: true };
}

/** Why the Secret beside the users' cannot be. */
function faultOfKept(name: string, needed: readonly NeededSecret[]): string | undefined {
  const kept = keptIn(name);
  if (!OBJECT_NAME.test(kept)) return `${kept}, which keeps its passwords, would be too long a name`;
  return needed.some((other) => other.name === kept)
    ? `its passwords would be kept in ${kept}, which is the name of another Secret. Give one of them another name`
    : undefined;
}

/** What Kubernetes calls them in a Secret of type kubernetes.io/tls, whoever reads it. */
const KIND_OF_KEY: Readonly<Record<string, SecretKind>> = { 'tls.crt': 'certificate', 'tls.key': 'certificate-key' };

function hashesOf(keys: readonly NeededKey[]): string | undefined {
  return keys.find(({ kind }) => kind === 'htpasswd')?.key;
}

/** https://kubernetes.io/docs/concepts/configuration/secret/#secret-types */
function typeOf(data: Readonly<Record<string, unknown>>): string {
  const has = (...keys: readonly string[]) => keys.every((key) => Object.hasOwn(data, key));
  if (has('tls.crt', 'tls.key')) return 'kubernetes.io/tls';
  return has('.dockerconfigjson') ? 'kubernetes.io/dockerconfigjson' : 'Opaque';
}

/** Somebody has to log in with it. */
function administratorIn(secret: NeededSecret): string {
  const isLogin = secret.keys.some(({ kind }) => kind === 'admin-name');
  const password = secret.keys.find(({ kind }) => kind === 'password');
  return isLogin && password !== undefined ? `; the administrator’s password:\n${toRead(secret, password.key)}` : '';
}

function toRead({ name, namespace }: Pick<MadeSecret, 'name' | 'namespace'>, key: string): string {
  const path = `{.data.${key.replaceAll('.', '\\.')}}`;
  return `  kubectl -n ${namespace} get secret ${name} -o jsonpath='${path}' | base64 -d`;
}
