/** Where metrics are, as the component that has them says it; and what tells a Prometheus by a Service. */
import type { Value } from '../../lib/expr/expr';
import { text, when } from '../../lib/expr/vocabulary';
import type { ServerCertificate } from './server-certificate';

/** Pods with metrics. */
export interface Source {
  readonly component: string;
  readonly enabled: Value<boolean>;
  readonly port: number;
  /** METRICS_PATH, unless given. */
  readonly path?: string;
  /** With one, it speaks TLS; the authority is in the same Secret. */
  readonly certificate?: ServerCertificate;
  /** The name by which its certificate knows it. */
  readonly host?: Value<string>;
  /** Whether its component has a Service with a port called metrics already, which says by itself where it is. */
  readonly hasService?: true;
}

export interface Scraped {
  /** Of the pods behind the Service. */
  readonly port: number;
  readonly path: string;
  /** Whether it says so. */
  readonly says: Value<boolean>;
  readonly tls?: Value<boolean>;
}

export const METRICS_PATH = '/metrics';

/** Annotations as the example of Prometheus' documentation and its community chart read them; they mean nothing to others. */
export function scrapeAnnotations({ port, path, says, tls = false }: Scraped) {
  return when(says, {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': text`${port}`,
    'prometheus.io/path': path,
    'prometheus.io/scheme': when(tls, 'https'),
  });
}
