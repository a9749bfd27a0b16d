import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { missingData } from '../../references/data-absence';
import { manifest } from '../../references/example';
import { producerKinds } from '../../references/producers';
import { useKinds } from '../../references/uses';

export default {
  id: 'config-map-not-in-input',
  scope: 'corpus',
  kinds: [...producerKinds, ...useKinds, ...podKinds],
  severity: 'warning',
  summary: 'A ConfigMap that is not in the input; information if the input has no ConfigMaps at all',
  remedy: 'Correct the name, add the ConfigMap, or list it as known to exist; set optional if the pod can do without.',
  link: 'https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps',
  examples: {
    passes: [
      documents(
        workload('envFrom: [{configMapRef: {name: app}}]'),
        manifest('v1', 'ConfigMap', 'app', 'data: {MODE: a}'),
      ),
      workload('envFrom: [{configMapRef: {name: app, optional: true}}]'),
      // Every namespace has it.
      workload({ pod: 'volumes: [{name: ca, configMap: {name: kube-root-ca.crt}}]' }),
    ],
    fails: [
      {
        yaml: documents(
          workload({ pod: 'volumes: [{name: conf, configMap: {name: app-conf}}]' }),
          manifest('v1', 'ConfigMap', 'app-config', 'data: {MODE: a}'),
        ),
        at: 'spec.template.spec.volumes[0].configMap.name',
      },
      documents(
        workload('envFrom: [{configMapRef: {name: app}}]'),
        manifest('v1', 'ConfigMap', 'other/app', 'data: {MODE: a}'),
      ),
    ],
  },
  check(corpus, report) {
    for (const { use, message, isKindAbsent } of missingData(corpus, 'ConfigMap')) {
      report(use.object, use.path, message, isKindAbsent ? { severity: 'info' } : {});
    }
  },
} satisfies CorpusCheck;
