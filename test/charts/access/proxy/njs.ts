/**
 * nginx's JavaScript as far as the proxy's programs use it, so that Node runs them as they are: what they are given to read, whom
 * they ask, and what they answer. Time is Jest's. That nginx's own does the same, test/cluster/proxy proves.
 */
import crypto from 'node:crypto';
import querystring from 'node:querystring';
import vm from 'node:vm';
import { transformSync } from 'esbuild';
import NGINX from '../../../../charts/access/proxy/nginx.conf';

/** As nginx gives it to a program. */
export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** nginx's, without the dollar sign. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A subrequest of a program's own, by `ngx.fetch`. */
export interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface NjsOptions {
  /** Modules that it imports beside nginx's own, by name: their texts. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Files that it reads: another text is read from then on. */
  readonly files?: ReadonlyMap<string, string>;
  /** Of another worker of the same nginx. */
  readonly shared?: Readonly<Record<string, SharedDictionary>>;
  /** Who answers `ngx.fetch`. */
  readonly answer?: (asked: Asked) => Reply | Promise<Reply>;
}

type Handler = (request: object) => unknown;

/** One program, and what nginx keeps for it. */
export class Njs {
  /** Whom it has asked. */
  readonly asked: Asked[] = [];
  /** Lines of the error log, with their level. */
  readonly log: string[] = [];
  readonly shared: Readonly<Record<string, SharedDictionary>>;
  readonly #handlers: Readonly<Record<string, Handler>>;

  constructor(
    program: string,
    { modules = {}, files = new Map(), shared = sharedDictionaries(), answer }: NjsOptions = {},
  ) {
    this.shared = shared;
    const fetch = async (url: string, { headers = {} }: { headers?: Readonly<Record<string, string>> } = {}) => {
      const asked = { url, headers };
      this.asked.push(asked);
      if (answer === undefined) throw new Error('connect failed');
      const reply = await answer(asked);
      return {
        status: reply.status,
        ok: reply.status >= 200 && reply.status < 300,
        headers: new Headers(reply.headers),
        text: () => Promise.resolve(reply.body ?? ''),
      };
    };
    const fs = {
      readFileSync: (path: string) => {
        const text = files.get(path);
        if (text === undefined) throw new Error(`ENOENT: ${path}`);
        return Buffer.from(text);
      },
    };
    const load = (text: string): unknown => {
      const { code } = transformSync(text, { format: 'cjs' });
      const names = ['module', 'exports', 'require', 'ngx', 'Date', 'setTimeout', 'Buffer', 'globalThis'] as const;
      const module = { exports: {} };
      const require = (name: string) => {
        const known = {
          crypto,
          fs,
          querystring,
          ...Object.fromEntries(Object.entries(modules).map(([key, value]) => [key, load(value)])),
        };
        if (!(name in known)) throw new Error(`nginx has no module ${name}`);
        return known[name as keyof typeof known];
      };
      const given = [
        module,
        module.exports,
        require,
        { fetch, shared: this.shared },
        Date,
        setTimeout,
        Buffer,
        { crypto },
      ];
      (vm.compileFunction(code, names) as (...values: readonly unknown[]) => void)(...given);
      return module.exports;
    };
    this.#handlers = (load(program) as { readonly default: Readonly<Record<string, Handler>> }).default;
  }

  /** What `js_content` answers. Rejects if the program answers not at all, or twice. */
  async content(handler: string, request: Request): Promise<Answer> {
    const answers: { readonly status: number; readonly body?: string }[] = [];
    const headersOut: Record<string, string> = {};
    await this.#call(handler, request, {
      headersOut,
      return: (status: number, body?: string) => answers.push({ status, ...(body !== undefined && { body }) }),
    });
    const [answer, ...more] = answers;
    if (answer === undefined || more.length > 0) throw new Error(`${handler} answers ${String(answers.length)} times`);
    return { ...answer, headers: headersOut };
  }

  /** What `js_set` sets a variable to. */
  variable(handler: string, request: Request): unknown {
    return this.#call(handler, request, {});
  }

  #call(handler: string, { method = 'GET', headers = {}, variables = {} }: Request, more: object): unknown {
    const called = this.#handlers[handler];
    if (called === undefined) throw new Error(`it has no ${handler}`);
    const says = (level: string) => (text: string) => this.log.push(`${level}: ${text}`);
    return called({
      method,
      headersIn: anyCase(headers),
      variables,
      error: says('error'),
      warn: says('warn'),
      ...more,
    });
  }
}

/** Headers are found under any spelling. */
function anyCase(headers: Readonly<Record<string, string>>): object {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return new Proxy({}, { get: (_target, name) => lower.get(String(name).toLowerCase()) });
}

/** As nginx.conf has them: `js_shared_dict_zone`. */
function sharedDictionaries(): Readonly<Record<string, SharedDictionary>> {
  const zones = [
    ...NGINX.matchAll(/^ *js_shared_dict_zone zone=(\w+):\w+(?: timeout=(\d+)s)?( type=number)?(?: evict)?;$/gm),
  ];
  return Object.fromEntries(
    zones.map(([, name = '', seconds, numbers]) => [
      name,
      new SharedDictionary(seconds === undefined ? Infinity : Number(seconds) * 1000, numbers !== undefined),
    ]),
  );
}

type Item = string | number;

/** `ngx.shared.…`: an entry goes some time after it was last written, by whatever call. */
export class SharedDictionary {
  readonly #entries = new Map<string, { readonly value: Item; readonly until: number }>();

  constructor(
    readonly lifetime: number,
    readonly ofNumbers: boolean,
  ) {}

  get(key: string): Item | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && Date.now() < entry.until ? entry.value : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.has(key));
  }

  set(key: string, value: Item, lifetime = this.lifetime): this {
    if ((typeof value === 'number') !== this.ofNumbers)
      throw new TypeError(`${this.ofNumbers ? 'number' : 'string'} value is expected`);
    this.#entries.set(key, { value, until: Date.now() + lifetime });
    return this;
  }

  add(key: string, value: Item, lifetime = this.lifetime): boolean {
    if (this.has(key)) return false;
    this.set(key, value, lifetime);
    return true;
  }

  incr(key: string, delta: number, init = 0, lifetime = this.lifetime): number {
    if (!this.ofNumbers) throw new TypeError('shared dict is not a number dict');
    const value = Number(this.get(key) ?? init) + delta;
    this.set(key, value, lifetime);
    return value;
  }

  delete(key: string): boolean {
    const had = this.has(key);
    this.#entries.delete(key);
    return had;
  }
}
