/** MLflow's HTTP API through its Service, as something other than MLflow's client would call it. */
import { ask, type Answer } from './http';
import { basicOf, type Login } from './login';

export const SEARCH = '/api/2.0/mlflow/experiments/search?max_results=1';
const CREATE = '/api/2.0/mlflow/experiments/create';

/** Of webhooks: to list them, and to make one. */
export const WEBHOOKS = '/api/2.0/mlflow/webhooks';
export const WEBHOOK = {
  name: 'deploy',
  // It has to be public; disabled, nobody calls it.
  url: 'https://1.1.1.1/',
  status: 'DISABLED',
  events: [{ entity: 'MODEL_VERSION', action: 'CREATED' }],
  secret: 'a secret',
} as const;

let created = 0;

export class TrackingApi {
  /** `address`: of the Service, an IP. */
  constructor(
    readonly address: string,
    private readonly login?: Login,
  ) {}

  /** Asks for experiments, with this Host. */
  get(host: string, path = SEARCH): Promise<Answer> {
    return ask({ address: this.address, path, headers: { Host: host, ...basicOf(this.login) } });
  }

  /** Sends JSON, as no web page does. */
  send(host: string, path: string, body: unknown): Promise<Answer> {
    const headers = { Host: host, 'Content-Type': 'application/json', ...basicOf(this.login) };
    return ask({ address: this.address, method: 'POST', path, headers, body: JSON.stringify(body) });
  }

  /** Creates an experiment as a web page of this origin does. */
  post(host: string, origin: string): Promise<Answer> {
    created += 1;
    return ask({
      address: this.address,
      method: 'POST',
      path: CREATE,
      headers: {
        Host: host,
        Origin: origin,
        'Content-Type': 'application/json',
        'Sec-Fetch-Mode': 'cors',
        ...basicOf(this.login),
      },
      body: JSON.stringify({ name: `posted-${String(created)}` }),
    });
  }
}
