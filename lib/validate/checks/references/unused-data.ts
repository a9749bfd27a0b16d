import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import type { Corpus } from '../../corpus';
import { podKinds } from '../../pod';
import { manifest } from '../../references/example';
import { eachString, recordAt, textAt } from '../../references/lenient';
import { useKinds, uses } from '../../references/uses';

export default {
  id: 'unused-data',
  scope: 'corpus',
  kinds: ['ConfigMap', 'Secret', ...useKinds, ...podKinds],
  severity: 'info',
  optional: true,
  summary: 'A ConfigMap or Secret that no pod and no other object of the input names',
  remedy: 'Remove it, or correct the reference that was meant for it; a program may also read it from the API.',
  link: 'https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps',
  examples: {
    passes: [
      documents(workload('envFrom: [{configMapRef: {name: app}}]'), manifest('v1', 'ConfigMap', 'app', 'data: {a: b}')),
      // Named in an argument: a program reads it from the API.
      documents(workload('args: ["--config-map=app"]'), manifest('v1', 'ConfigMap', 'app', 'data: {a: b}')),
      // A sidecar collects it by its label.
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: board, labels: {grafana_dashboard: "1"}}\ndata: {a: b}\n',
    ],
    fails: [
      {
        yaml: documents(
          workload('envFrom: [{configMapRef: {name: app}}]'),
          manifest('v1', 'ConfigMap', 'ap', 'data: {a: b}'),
        ),
        at: 'metadata.name',
      },
    ],
  },
  check(corpus, report) {
    if (!corpus.complete) return;
    const used = new Set(corpus.derive(uses).map(({ key, namespace, name }) => `${key}\n${namespace}\n${name}`));
    const words = corpus.derive(wordsOfPods);
    for (const key of ['ConfigMap', 'Secret']) {
      for (const object of corpus.ofKind(key)) {
        const { namespace, name, value } = object;
        if (name === '' || used.has(`${key}\n${namespace}\n${name}`) || words.has(name)) continue;
        // Sidecars collect objects by label; a typed Secret (a service account's token, …) is for its type's user.
        const isTyped = (textAt(value, 'type') ?? 'Opaque') !== 'Opaque';
        if (isTyped || hasOwnLabel(value)) continue;
        report(object, ['metadata', 'name'], `nothing in the input names ${key} "${name}"`);
      }
    }
  },
} satisfies CorpusCheck;

/** Whether a label is there that neither kubectl nor Helm nor the recommendations put there. */
function hasOwnLabel(value: unknown): boolean {
  const labels = Object.keys(recordAt(value, 'metadata', 'labels'));
  return labels.some(
    (label) => !/^(app|heritage|release|chart|component|tier)$|^(app\.kubernetes\.io|helm\.sh)\//.test(label),
  );
}

/** Whatever env values and arguments mention, word by word. */
function wordsOfPods(corpus: Corpus): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { containers } of corpus.pods()) {
    for (const { spec } of containers) {
      eachString([spec.command ?? [], spec.args ?? [], (spec.env ?? []).map(({ value }) => value ?? '')], (text) => {
        if (text.length < 10_000) for (const word of text.split(/[^a-z0-9.-]+/i)) found.add(word.replace(/^[-.]+/, ''));
      });
    }
  }
  return found;
}
