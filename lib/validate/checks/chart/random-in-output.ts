import type { ChartCheck } from '../../check';
import { bodiesOf } from '../../template/bodies';
import { modelOf } from '../../template/chart-model';
import { placeAt } from '../../template/place';
import { sampleChart } from '../../template/sample-chart';
import { functionsOf } from '../../template/walk';

/** They give something else at every run. */
const random = new Set(
  `randAlpha randAlphaNum randAscii randNumeric randBytes randInt shuffle uuidv4 now ago genCA genCAWithKey
genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey genPrivateKey htpasswd bcrypt
encryptAES getHostByName`.split(/\s+/),
);

export default {
  id: 'random-in-output',
  scope: 'chart',
  severity: 'warning',
  summary: 'A template uses a function whose result differs at every run',
  remedy:
    'Keep what exists with `lookup`, or let the user give the value: each upgrade changes it otherwise, and GitOps tools never come to rest.',
  link: 'https://helm.sh/docs/howto/charts_tips_and_tricks/',
  examples: {
    passes: [
      sampleChart({ 'templates/a.yaml': 'a: {{ .Values.port | sha256sum }}\n' }),
      sampleChart({
        'templates/a.yaml':
          '{{ $old := lookup "v1" "Secret" .Release.Namespace "web" }}\na: {{ if $old }}{{ $old.data.a }}{{ else }}{{ randAlphaNum 9 | b64enc }}{{ end }}\n',
      }),
    ],
    fails: [
      sampleChart({ 'templates/a.yaml': 'a: {{ randAlphaNum 16 | b64enc }}\n' }),
      sampleChart({ 'templates/a.yaml': 'a: {{ .Values.port | default (now | date "2006") }}\n' }),
    ],
  },
  check(chart, report) {
    const model = modelOf(chart);
    // Whoever looks up what exists has thought of it.
    const careful = new Set(model.templates.filter(({ text }) => /\blookup\b/.test(text)));
    for (const { source, body } of bodiesOf(model)) {
      if (careful.has(source)) continue;
      for (const { name, offset } of functionsOf(body)) {
        if (!random.has(name)) continue;
        report(placeAt(chart, source.file, offset), `${name} gives something else at every run`);
      }
    }
  },
} satisfies ChartCheck;
