/** An OpenID issuer in the cluster: people with groups, who log in on its page, and programs. */
import { OIDC_PROVIDER_IMAGE } from '../addons/oidc-provider';
import { RESTRICTED } from '../clients/client';
import type { RealCluster } from '../nodes/real-cluster';
import { secret } from './secrets';

export interface Person {
  readonly name: string;
  readonly password: string;
  readonly email: string;
  readonly groups: readonly string[];
}

export interface IssuerOptions {
  /** Of the one client that people log in to. */
  readonly client: { readonly id: string; readonly secret: string; readonly redirectUrl: string };
  readonly people: readonly Person[];
  /** Secrets of programs, and whom their tokens are for. */
  readonly programs: Readonly<Record<string, { readonly secret: string; readonly audience: string }>>;
}

const PORT = 8080;
/** A program of people's that has no secret, and whose tokens are for the client, too. */
export const NOTEBOOK = 'mlflow-notebook';
/** Where a person's own program gets the answer of a login, instead of a browser at MLflow. */
const OWN_REDIRECT = 'http://localhost/own';

export class Issuer {
  constructor(
    private readonly cluster: RealCluster,
    private readonly namespace: string,
    private readonly name: string,
    private options: IssuerOptions,
  ) {}

  get host(): string {
    return `${this.name}.${this.namespace}.svc.cluster.local`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Of auth.oidc, for people who come by http: what MLflow is called here, and the Secret with what only the two know. */
  get values() {
    return {
      issuerUrl: this.url,
      clientId: this.options.client.id,
      existingSecret: 'mlflow-oidc',
      cookieSecure: false,
    };
  }

  address(): Promise<string> {
    return this.cluster.serviceAddress(this.namespace, this.name);
  }

  async start(): Promise<void> {
    const { name, namespace } = this;
    const labels = { app: name };
    const container = {
      name: 'provider',
      image: OIDC_PROVIDER_IMAGE,
      args: ['/config/provider.json'],
      ports: [{ name: 'http', containerPort: PORT }],
      readinessProbe: { httpGet: { path: '/.well-known/openid-configuration', port: 'http' }, periodSeconds: 1 },
      securityContext: RESTRICTED,
      volumeMounts: [{ name: 'config', mountPath: '/config' }],
    };
    const template = {
      metadata: { labels },
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        containers: [container],
        volumes: [{ name: 'config', secret: { secretName: name } }],
      },
    };
    await this.cluster.apply([
      secret(namespace, name, { 'provider.json': JSON.stringify(this.configuration()) }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace },
        spec: { replicas: 1, selector: { matchLabels: labels }, template },
      },
    ]);
    await this.cluster.ok(['rollout', 'status', `deployment/${name}`, '--namespace', namespace, '--timeout=120s']);
  }

  /** The client's secret from now on. Its keys are others, too: it keeps nothing. */
  async changeSecret(secret: string): Promise<void> {
    this.options = { ...this.options, client: { ...this.options.client, secret } };
    await this.start();
    await this.cluster.ok(['rollout', 'restart', `deployment/${this.name}`, '--namespace', this.namespace]);
    await this.cluster.settled(this.namespace, 480);
  }

  /** A token that says who somebody is, as a program of theirs gets it: they log in on the issuer's page. */
  async personToken({ name, password }: Person): Promise<string> {
    const { client } = this.options;
    const wanted = { client_id: client.id, redirect_uri: OWN_REDIRECT, response_type: 'code', scope: 'openid email' };
    const page = new URL(await this.redirected(`/auth?${String(new URLSearchParams(wanted))}`));
    const form = { id: page.searchParams.get('authRequestID') ?? '', username: name, password };
    const back = await this.redirected('/login/username', form);
    const code = new URL(await this.redirected(pathOf(back))).searchParams.get('code') ?? '';
    return this.token(client, { grant_type: 'authorization_code', code, redirect_uri: OWN_REDIRECT }, 'id_token');
  }

  programToken(id: string): Promise<string> {
    const program = this.options.programs[id];
    if (program === undefined) throw new Error(`no program is called ${id}`);
    return this.token({ id, ...program }, { grant_type: 'client_credentials', scope: 'openid' }, 'access_token');
  }

  private async token(
    client: { readonly id: string; readonly secret: string },
    form: Readonly<Record<string, string>>,
    kind: string,
  ): Promise<string> {
    const answer = await this.send('/oauth/token', form, {
      // RFC 6749, 2.3.1: a name may have a colon.
      Authorization: `Basic ${Buffer.from([client.id, client.secret].map(encodeURIComponent).join(':')).toString('base64')}`,
    });
    const said = (await answer.json()) as Readonly<Record<string, string>>;
    const token = said[kind];
    if (token === undefined) throw new Error(`the issuer gives no ${kind}: ${JSON.stringify(said)}`);
    return token;
  }

  private async redirected(path: string, form?: Readonly<Record<string, string>>): Promise<string> {
    const answer = await this.send(path, form);
    const to = answer.headers.get('location');
    if (to === null) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return new URL(to, this.url).href;
  }

  private async send(
    path: string,
    form?: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const body = form && { method: 'POST', body: new URLSearchParams(form) };
    return fetch(`http://${await this.address()}${path}`, { redirect: 'manual', headers, ...body });
  }

  /** As addons/oidc-provider.go reads it. */
  private configuration() {
    const { client, people, programs } = this.options;
    return {
      Issuer: this.url,
      Port: String(PORT),
      Client: { ID: client.id, Secret: client.secret, RedirectURI: `${client.redirectUrl},${OWN_REDIRECT}` },
      People: Object.fromEntries(
        people.map(({ name, password, email, groups }) => [
          name,
          { Username: name, Password: password, Email: email, EmailVerified: true, Groups: groups },
        ]),
      ),
      Programs: Object.fromEntries(
        Object.entries(programs).map(([id, program]) => [id, { Secret: program.secret, Audience: program.audience }]),
      ),
      Notebook: { ID: NOTEBOOK, Audience: client.id },
    };
  }
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
