/** Certificates, as each server shows its own in a handshake. */
import type { Value } from '../../../lib/expr/expr';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { from, kubectl, type Alert, type Scope, type Subject } from './alert';

const DAY = 86_400;

export function certificates(scope: Scope): Subject {
  const left = text`min by (namespace, service, for) (mlflow_certificate_expiry_timestamp_seconds{${from(scope, 'metrics')}}) - time()`;
  const runbook: Alert['runbook'] = {
    look: [
      kubectl(scope, 'get certificates.cert-manager.io,secrets'),
      kubectl(scope, "get secret <secret> -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -dates"),
    ],
    remedy: [
      'With `tls.certManager`: `kubectl describe certificate` says why it is not renewed; the issuer, mostly.',
      'By hand: put the new one into the Secret that the values name. Who reads it again by itself, and who has to be restarted, is in docs/tls.md.',
      'The Secret has a younger one already: the server shows what it has read at its start. Restart it.',
      '`database` and `store` are those of others: tell them.',
    ],
  };
  const meaning =
    'The certificate of {{ $labels.for }} expires in {{ $value | humanizeDuration }}. From then on nobody who checks certificates gets to it.';
  const expiring = (name: string, days: number, severity: Alert['severity'], expr: Value<string>): Alert => ({
    name,
    expr,
    for: '1h',
    severity,
    summary: `A certificate expires in less than ${String(days)} days`,
    description: meaning,
    runbook,
  });
  return {
    name: 'certificates',
    title: 'Certificates',
    enabled: hasAlerts(scope.values),
    alerts: [
      expiring('MlflowCertificateExpiring', 14, 'ticket', text`${left} < ${14 * DAY}`),
      expiring('MlflowCertificateExpiresSoon', 3, 'page', text`${left} < ${3 * DAY}`),
    ],
  };
}
