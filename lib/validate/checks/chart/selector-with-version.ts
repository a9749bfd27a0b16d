import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { isRecord } from '../../object';

const changing = ['helm.sh/chart', 'app.kubernetes.io/version', 'chart', 'version'];
const labelled = (label: string) => workload('').replaceAll('{app: web}', `{app: web, ${label}}`);

export default {
  id: 'selector-with-version',
  scope: 'object',
  kinds: ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps'],
  severity: 'warning',
  summary: 'A selector has a label that changes with the version',
  remedy: 'Select by labels that stay, such as app.kubernetes.io/name and app.kubernetes.io/instance.',
  link: 'https://helm.sh/docs/chart_best_practices/labels/',
  examples: {
    passes: [labelled('tier: web')],
    fails: [
      { yaml: labelled('helm.sh/chart: web-1.2.0'), at: 'spec.selector.matchLabels["helm.sh/chart"]' },
      labelled('app.kubernetes.io/version: "1.2"'),
    ],
  },
  check({ value: { spec } }, report) {
    const selector = isRecord(spec) ? spec['selector'] : undefined;
    const labels = isRecord(selector) ? selector['matchLabels'] : undefined;
    if (!isRecord(labels)) return;
    for (const label of changing) {
      const value = labels[label];
      // `version: v1` beside another is how meshes tell variants apart.
      if (typeof value !== 'string' || (label === 'version' && !/\d\.\d/.test(value))) continue;
      const message = `${label} ${value}: selectors can't be changed, so that the next version is refused`;
      report(['spec', 'selector', 'matchLabels', label], message);
    }
  },
} satisfies ObjectCheck;
