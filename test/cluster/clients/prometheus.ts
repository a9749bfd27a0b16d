/** A Prometheus, asked by its API: https://prometheus.io/docs/prometheus/latest/querying/api/ */
import { ask } from './http';

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export class Prometheus {
  constructor(
    private readonly address: string,
    private readonly port = 9090,
  ) {}

  /** What an expression is now. */
  async query(expression: string): Promise<readonly Series[]> {
    const { result } = await this.get<{
      readonly result: readonly { readonly metric: Series['labels']; readonly value: readonly [number, string] }[];
    }>(`query?query=${encodeURIComponent(expression)}`);
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /**
   * Names of the Services of a namespace that are read, and whether all pods behind each answered the last time. Of the last seconds:
   * what it reads no more, Prometheus still says for five minutes.
   */
  async services(namespace: string): Promise<Readonly<Record<string, boolean>>> {
    const all = await this.query(`min by (service) (last_over_time(up{namespace="${namespace}"}[20s]))`);
    return Object.fromEntries(all.map(({ labels, value }) => [labels['service'] ?? '', value === 1]));
  }

  private async get<T>(path: string): Promise<T> {
    const answer = await ask({ address: this.address, port: this.port, path: `/api/v1/${path}` });
    const said = JSON.parse(answer.body) as { readonly status: string; readonly data: T; readonly error?: string };
    if (said.status !== 'success') throw new Error(`Prometheus: ${said.error ?? answer.body}`);
    return said.data;
  }
}
