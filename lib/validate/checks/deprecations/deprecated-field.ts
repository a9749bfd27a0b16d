import type { Node, PersistentVolume, Service } from '../../../../imports/kubernetes/types';
import type { ObjectCheck, Report } from '../../check';
import { deprecatedVolumesOf } from '../../deprecations/volume-fields';
import { workload } from '../../example';
import { type ManifestObject, typed } from '../../object';
import { podKinds, podOf } from '../../pod';

const service = (spec: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports: [{port: 80}]\n  selector: {app: web}\n  ${spec}\n`;

export default {
  id: 'deprecated-field',
  scope: 'object',
  kinds: [...podKinds, 'PersistentVolume', 'Service', 'Node'],
  severity: 'warning',
  summary: 'A deprecated field or value',
  remedy: 'Use what the message names; the old field may stop having an effect with any upgrade.',
  link: 'https://kubernetes.io/docs/reference/using-api/deprecation-policy/',
  examples: {
    passes: [
      workload({ pod: 'serviceAccountName: web' }),
      // What `kubectl get -o yaml` prints: both, and the same.
      workload({ pod: 'serviceAccountName: web\nserviceAccount: web' }),
      { yaml: service('externalIPs: [192.0.2.4]'), context: { minor: 35 } },
    ],
    fails: [
      { yaml: workload({ pod: 'serviceAccount: web' }), at: 'spec.template.spec.serviceAccount' },
      {
        yaml: workload({ pod: 'volumes: [{name: source, gitRepo: {repository: "https://example.com/app.git"}}]' }),
        at: 'spec.template.spec.volumes[0].gitRepo',
      },
      { yaml: service('type: LoadBalancer\n  loadBalancerIP: 192.0.2.4'), at: 'spec.loadBalancerIP' },
      { yaml: service('externalIPs: [192.0.2.4]'), at: 'spec.externalIPs' },
      { yaml: service('trafficDistribution: PreferClose'), at: 'spec.trafficDistribution' },
    ],
  },
  check(object, report, { minor }) {
    const pod = podOf(object);
    const { serviceAccount, serviceAccountName } = pod?.spec ?? {};
    if (pod !== undefined && serviceAccount !== undefined && serviceAccount !== serviceAccountName) {
      report([...pod.path, 'serviceAccount'], 'serviceAccount is an old name: use serviceAccountName');
    }
    for (const { field, path, volume } of deprecatedVolumesOf(object)) {
      if (volume.removed !== undefined && minor >= volume.removed) continue;
      if (minor < volume.deprecated) continue;
      const message = `volumes of type ${field} are deprecated since Kubernetes 1.${volume.deprecated}: ${volume.advice}`;
      report(path, message, volume.redirected === true ? { severity: 'info' } : {});
    }
    if (object.key === 'Service') checkService(object, report, minor);
    if (object.key === 'Node') checkNode(object, report);
    if (object.key === 'PersistentVolume') {
      if (typed<PersistentVolume>(object).spec?.persistentVolumeReclaimPolicy !== 'Recycle') return;
      report(['spec', 'persistentVolumeReclaimPolicy'], 'Recycle is deprecated: use Delete with dynamic provisioning');
    }
  },
} satisfies ObjectCheck;

function checkService(object: ManifestObject, report: Report, minor: number): void {
  const { externalIPs = [], loadBalancerIP, trafficDistribution } = typed<Service>(object).spec ?? {};
  if (loadBalancerIP !== undefined) {
    const advice = "use the load balancer's own annotation, or its class";
    report(['spec', 'loadBalancerIP'], `loadBalancerIP is deprecated since Kubernetes 1.24: ${advice}`);
  }
  if (externalIPs.length > 0 && minor >= 36) {
    report(
      ['spec', 'externalIPs'],
      'externalIPs is deprecated since Kubernetes 1.36: use a load balancer or a Gateway',
    );
  }
  if (trafficDistribution === 'PreferClose' && minor >= 35) {
    const message = 'PreferClose is an old name since Kubernetes 1.35: use PreferSameZone';
    report(['spec', 'trafficDistribution'], message, { severity: 'info' });
  }
}

function checkNode(object: ManifestObject, report: Report): void {
  const spec = typed<Node>(object).spec ?? {};
  if (spec.externalID !== undefined) report(['spec', 'externalID'], 'externalID is deprecated: use providerID');
  if (spec.configSource !== undefined) {
    report(['spec', 'configSource'], 'configSource has no effect since Kubernetes 1.24: configure the kubelet by file');
  }
}
