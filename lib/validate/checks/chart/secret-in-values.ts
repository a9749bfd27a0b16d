import type { Json } from '../../../yaml/json';
import type { Path } from '../../../yaml/position';
import type { ChartCheck } from '../../check';
import { pathText } from '../../finding';
import { isRecord } from '../../object';
import { modelOf } from '../../template/chart-model';
import { placeOf } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';

const secretKey =
  /(?:^|[a-z_-])(?:password|passwd|passphrase|token|secret[_-]?key|access[_-]?key|secret[_-]?access[_-]?key|api[_-]?key|private[_-]?key|client[_-]?secret)$/i;
/** Nothing, a reference or a template instead of a secret. */
const placeholder = /^$|\$\{|\{\{|^<.*>$|^\$\(|^\/|^file:|^ref\+/;

export default {
  id: 'secret-in-values',
  scope: 'chart',
  severity: 'warning',
  summary: 'values.yaml has a password, token or key that every installation gets',
  remedy: 'Leave it empty and demand it with `required`, or take it from a Secret that exists.',
  link: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  examples: {
    passes: [
      sampleChart({ 'values.yaml': 'port: 80\npassword: ""\nexistingSecretPasswordKey: password\n' }),
      sampleChart({ 'values.yaml': 'port: 80\nautomountServiceAccountToken: true\npassword: "${PASSWORD}"\n' }),
    ],
    fails: [
      sampleChart({ 'values.yaml': 'port: 80\nauth:\n  password: hunter2\n' }),
      sampleChart({ 'values.yaml': 'port: 80\nenv:\n  - name: API_TOKEN\n    value: 0a1b2c\n' }),
    ],
  },
  check(chart, report) {
    for (const [path, value] of secretsIn(modelOf(chart).values, [])) {
      const shown = value.length > 4 ? `${value.slice(0, 2)}…` : '…';
      report(placeOf(chart, 'values.yaml', path), `${pathText(path)} is set to a literal (${shown})`);
    }
  },
} satisfies ChartCheck;

function* secretsIn(value: Json, path: Path): Generator<readonly [Path, string]> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) yield* secretsIn(item, [...path, index]);
    return;
  }
  if (!isRecord(value)) return;
  const { name, value: text } = value;
  if (typeof name === 'string' && typeof text === 'string' && secretKey.test(name) && !placeholder.test(text)) {
    yield [[...path, 'value'], text];
  }
  for (const [key, item] of Object.entries(value)) {
    const isSecret = typeof item === 'string' && secretKey.test(key) && !/^(?:existing|.*name$)/i.test(key);
    if (isSecret && !placeholder.test(item)) yield [[...path, key], item];
    yield* secretsIn(item, [...path, key]);
  }
}
