import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { missingKeys } from '../../references/data-absence';
import { manifest } from '../../references/example';
import { producerKinds } from '../../references/producers';
import { useKinds } from '../../references/uses';

export default {
  id: 'config-map-key-missing',
  scope: 'corpus',
  kinds: [...producerKinds, ...useKinds, ...podKinds],
  severity: 'error',
  summary: 'A key of a ConfigMap that is in the input without it: the container does not start',
  remedy: 'Name a key that the ConfigMap holds, or set optional.',
  link: 'https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps',
  examples: {
    passes: [
      documents(
        workload('env: [{name: MODE, valueFrom: {configMapKeyRef: {name: app, key: mode}}}]'),
        manifest('v1', 'ConfigMap', 'app', 'data: {mode: a}'),
      ),
      documents(
        workload('env: [{name: MODE, valueFrom: {configMapKeyRef: {name: app, key: other, optional: true}}}]'),
        manifest('v1', 'ConfigMap', 'app', 'data: {mode: a}'),
      ),
    ],
    fails: [
      {
        yaml: documents(
          workload('env: [{name: MODE, valueFrom: {configMapKeyRef: {name: app, key: mod}}}]'),
          manifest('v1', 'ConfigMap', 'app', 'data: {mode: a}'),
        ),
        at: 'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key',
      },
      {
        yaml: documents(
          workload({ pod: 'volumes: [{name: conf, configMap: {name: app, items: [{key: app.conf, path: a}]}}]' }),
          manifest('v1', 'ConfigMap', 'app', 'data: {app.yaml: a}'),
        ),
        at: 'spec.template.spec.volumes[0].configMap.items[0].key',
      },
    ],
  },
  check(corpus, report) {
    for (const { use, path, message, holder } of missingKeys(corpus, 'ConfigMap')) {
      const related = holder === use.object ? [] : [{ object: holder, path: [], message: 'what makes it' }];
      report(use.object, path, message, { related });
    }
  },
} satisfies CorpusCheck;
