/**
 * Single faults, each made in base.yaml: what a good validator finds. The list was written from the documentation of
 * Kubernetes and the union of what known validators look for, not from the checks of this one.
 */
import type { Json } from '../../lib/yaml/json';

export interface Fault {
  readonly group: string;
  readonly name: string;
  /** `Deployment web`: where the fault is. */
  readonly object: string;
  /** Fields to set, by path; undefined removes one. */
  readonly edits: Readonly<Record<string, Json | undefined>>;
  /** A change of the whole text instead. */
  readonly text?: (yaml: string) => string;
}

const pod = 'spec.template.spec';
const web = `${pod}.containers[0]`;

type Row = readonly [name: string, object: string, edits: Readonly<Record<string, Json | undefined>>];

function group(name: string, rows: readonly Row[]): readonly Fault[] {
  return rows.map(([fault, object, edits]) => ({ group: name, name: fault, object, edits }));
}

/** A field under another name: the last step of the path is replaced. */
function renamed(object: string, path: string, to: string, value: Json): Row {
  const parent = path.slice(0, path.lastIndexOf('.') + 1);
  return [`${path} is written ${to}`, object, { [path]: undefined, [`${parent}${to}`]: value }];
}

const unknownFields = group('unknown field', [
  renamed('Deployment web', 'spec.revisionHistoryLimit', 'revisionHistoryLimits', 5),
  renamed('Deployment web', `${pod}.serviceAccountName`, 'serviceAcountName', 'web'),
  renamed('Deployment web', `${pod}.terminationGracePeriodSeconds`, 'terminationGracePeriodSecond', 30),
  renamed('Deployment web', `${pod}.securityContext.fsGroup`, 'fsgroup', 10001),
  renamed('Deployment web', `${web}.imagePullPolicy`, 'imagePullPolcy', 'IfNotPresent'),
  renamed('Deployment web', `${web}.resources.limits`, 'limit', {
    cpu: '1',
    memory: '256Mi',
    'ephemeral-storage': '1Gi',
  }),
  renamed('Deployment web', `${web}.livenessProbe.periodSeconds`, 'periodSecond', 20),
  renamed('Deployment web', `${web}.livenessProbe.httpGet.path`, 'pth', '/healthz'),
  renamed('Deployment web', `${web}.securityContext.readOnlyRootFilesystem`, 'readOnlyRootFileSystem', true),
  renamed('Deployment web', `${web}.volumeMounts[1].readOnly`, 'readonly', true),
  renamed('Service web', 'spec.selector', 'selectors', { app: 'web' }),
  renamed('Service web', 'spec.ports[0].targetPort', 'targetport', 'http'),
  renamed('Ingress web', 'spec.ingressClassName', 'ingressClass', 'nginx'),
  renamed('Ingress web', 'spec.tls[0].secretName', 'secret', 'web-tls'),
  renamed('StatefulSet db', 'spec.updateStrategy', 'strategy', { type: 'RollingUpdate' }),
  renamed('CronJob report', 'spec.timeZone', 'timezone', 'Etc/UTC'),
  renamed('CronJob report', 'spec.concurrencyPolicy', 'concurencyPolicy', 'Forbid'),
  renamed('CronJob report', 'spec.jobTemplate.spec.backoffLimit', 'backOffLimit', 2),
  renamed('HorizontalPodAutoscaler web', 'spec.minReplicas', 'minimumReplicas', 2),
  renamed('NetworkPolicy web', 'spec.policyTypes', 'policyType', ['Ingress', 'Egress']),
  renamed('PodDisruptionBudget web', 'spec.maxUnavailable', 'maxUnavailble', 1),
  renamed('ConfigMap web-settings', 'data', 'datas', { LOG_LEVEL: 'info', GREETING: 'hello' }),
  renamed('PriorityClass shop-default', 'description', 'desc', 'x'),
  ['resources at the pod template', 'Deployment web', { 'spec.template.resources': { limits: { cpu: 1 } } }],
  ['replicas in metadata', 'Deployment web', { 'metadata.replicas': 2 }],
  ['a probe at the pod', 'Deployment web', { [`${pod}.livenessProbe`]: { httpGet: { path: '/', port: 80 } } }],
  ['env at the pod', 'Deployment web', { [`${pod}.env`]: [{ name: 'A', value: 'b' }] }],
  ['runAsNonRoot at the container itself', 'Deployment web', { [`${web}.runAsNonRoot`]: true }],
  ['capabilities at the pod', 'Deployment web', { [`${pod}.securityContext.capabilities`]: { drop: ['ALL'] } }],
  ['an unknown field at the top', 'Service web', { specs: {} }],
]);

const wrongTypes = group('wrong type', [
  ['replicas is text', 'StatefulSet db', { 'spec.replicas': '3' }],
  ['replicas is a fraction', 'StatefulSet db', { 'spec.replicas': 1.5 }],
  ['an env value is a number', 'Deployment web', { [`${web}.env[2]`]: { name: 'PORT', value: 8080 } }],
  ['an env value is a boolean', 'Deployment web', { [`${web}.env[2]`]: { name: 'DEBUG', value: true } }],
  ['a label is a number', 'Deployment web', { 'metadata.labels.version': 2 }],
  ['a label is a boolean', 'Service web', { 'metadata.labels.enabled': true }],
  ['an annotation is a number', 'Ingress web', { 'metadata.annotations': { 'example.com/size': 8 } }],
  ['a ConfigMap value is a number', 'ConfigMap web-settings', { 'data.PORT': 8080 }],
  ['command is text', 'Deployment web', { [`${web}.command`]: 'serve --port 8080' }],
  ['args hold a number', 'Deployment web', { [`${web}.args`]: ['--port', 8080] }],
  ['containers is a map', 'Deployment web', { [`${pod}.containers`]: { web: { image: 'a:1' } } }],
  ['ports is a map', 'Service web', { 'spec.ports': { http: 80 } }],
  ['containerPort is text', 'Deployment web', { [`${web}.ports[0].containerPort`]: '8080' }],
  ['runAsUser is text', 'Deployment web', { [`${pod}.securityContext.runAsUser`]: '10001' }],
  ['runAsNonRoot is text', 'Deployment web', { [`${pod}.securityContext.runAsNonRoot`]: 'true' }],
  ['selector is a list', 'Service web', { 'spec.selector': ['app'] }],
  ['schedule is a number', 'CronJob report', { 'spec.schedule': 5 }],
  ['port of a Service is text', 'Service web', { 'spec.ports[0].port': '80' }],
  ['a rule is text', 'Role web', { 'rules[0].verbs': 'get' }],
  ['matchLabels is a list', 'PodDisruptionBudget web', { 'spec.selector.matchLabels': ['app'] }],
  ['a host is a number', 'Ingress web', { 'spec.rules[0].host': 5 }],
  ['a finalizer is a map', 'PersistentVolumeClaim archive', { 'metadata.finalizers': { a: 1 } }],
]);

const missingFields = group('missing field', [
  ['no selector', 'Deployment web', { 'spec.selector': undefined }],
  ['no template', 'Deployment web', { 'spec.template': undefined }],
  ['no containers', 'Deployment web', { [`${pod}.containers`]: undefined }],
  ['an empty list of containers', 'Deployment web', { [`${pod}.containers`]: [] }],
  ['no name of a container', 'Deployment web', { [`${web}.name`]: undefined }],
  ['no containerPort', 'Deployment web', { [`${web}.ports[0].containerPort`]: undefined }],
  ['no mountPath', 'Deployment web', { [`${web}.volumeMounts[0].mountPath`]: undefined }],
  ['no port of a Service', 'Service web', { 'spec.ports[0].port': undefined }],
  ['no pathType', 'Ingress web', { 'spec.rules[0].http.paths[0].pathType': undefined }],
  ['no backend', 'Ingress web', { 'spec.rules[0].http.paths[0].backend': undefined }],
  ['no maxReplicas', 'HorizontalPodAutoscaler web', { 'spec.maxReplicas': undefined }],
  ['no scaleTargetRef', 'HorizontalPodAutoscaler web', { 'spec.scaleTargetRef': undefined }],
  ['no schedule', 'CronJob report', { 'spec.schedule': undefined }],
  ['no roleRef', 'RoleBinding web', { roleRef: undefined }],
  ['no verbs', 'Role web', { 'rules[0].verbs': undefined }],
  ['no name of the object', 'ConfigMap web-settings', { 'metadata.name': undefined }],
  ['no kind', 'ConfigMap web-settings', { kind: undefined }],
  ['no apiVersion', 'ConfigMap web-settings', { apiVersion: undefined }],
  ['no topologyKey', 'Deployment web', { [`${pod}.topologySpreadConstraints[0].topologyKey`]: undefined }],
  ['no size of a claim', 'PersistentVolumeClaim archive', { 'spec.resources': undefined }],
  ['no access modes', 'PersistentVolumeClaim archive', { 'spec.accessModes': undefined }],
]);

const wrongValues = group('wrong value', [
  ['imagePullPolicy', 'Deployment web', { [`${web}.imagePullPolicy`]: 'Allways' }],
  ['protocol', 'Deployment web', { [`${web}.ports[0].protocol`]: 'HTTP' }],
  ['protocol of a Service', 'Service web', { 'spec.ports[0].protocol': 'tcp' }],
  ['type of a Service', 'Service web', { 'spec.type': 'ClusterIp' }],
  ['strategy', 'Deployment web', { 'spec.strategy': { type: 'Rolling' } }],
  ['concurrencyPolicy', 'CronJob report', { 'spec.concurrencyPolicy': 'Never' }],
  ['restartPolicy', 'CronJob report', { 'spec.jobTemplate.spec.template.spec.restartPolicy': 'no' }],
  ['pathType', 'Ingress web', { 'spec.rules[0].http.paths[0].pathType': 'prefix' }],
  ['accessModes', 'PersistentVolumeClaim archive', { 'spec.accessModes': ['ReadWrite'] }],
  ['whenUnsatisfiable', 'Deployment web', { [`${pod}.topologySpreadConstraints[0].whenUnsatisfiable`]: 'Schedule' }],
  ['seccomp type', 'Deployment web', { [`${pod}.securityContext.seccompProfile.type`]: 'Default' }],
  ['dnsPolicy', 'Deployment web', { [`${pod}.dnsPolicy`]: 'ClusterOnly' }],
  ['policyTypes', 'NetworkPolicy web', { 'spec.policyTypes': ['Inbound'] }],
  [
    'operator of a toleration',
    'Deployment web',
    { [`${pod}.tolerations`]: [{ key: 'a', operator: 'Equals', value: 'b' }] },
  ],
  [
    'operator of a selector',
    'PodDisruptionBudget web',
    { 'spec.selector': { matchExpressions: [{ key: 'a', operator: 'Is', values: ['b'] }] } },
  ],
  ['type of a metric', 'HorizontalPodAutoscaler web', { 'spec.metrics[0].type': 'CPU' }],
  ['sessionAffinity', 'Service web', { 'spec.sessionAffinity': 'Client' }],
  ['a memory quantity', 'Deployment web', { [`${web}.resources.limits.memory`]: '256MB' }],
  ['a cpu quantity', 'Deployment web', { [`${web}.resources.requests.cpu`]: '100mm' }],
  ['a size with a space', 'PersistentVolumeClaim archive', { 'spec.resources.requests.storage': '1 Gi' }],
  ['Secret data that is no base64', 'Secret web-secrets', { 'data.api-token': 'not base64!' }],
  ['a label value with a space', 'Deployment web', { 'metadata.labels.team': 'the shop' }],
  ['a label value that is too long', 'Deployment web', { 'metadata.labels.team': 'x'.repeat(64) }],
  ['a label key with two slashes', 'Deployment web', { 'metadata.labels': { 'a/b/c': 'd' } }],
  ['a name with capital letters', 'ConfigMap web-settings', { 'metadata.name': 'Web-Settings' }],
  ['a name with an underscore', 'Deployment web', { 'metadata.name': 'web_app' }],
  ['a Service whose name begins with a digit', 'Service db', { 'metadata.name': '1db' }],
  ['a name that is too long', 'Deployment web', { 'metadata.name': 'w'.repeat(254) }],
  ['a ConfigMap key with a slash', 'ConfigMap web-settings', { 'data.a/b': 'c' }],
  ['a container name with an underscore', 'Deployment web', { [`${web}.name`]: 'web_app' }],
  ['a port name that is too long', 'Deployment web', { [`${web}.ports[1].name`]: 'prometheus-metrics' }],
  ['int32 overflow', 'Deployment web', { 'spec.replicas': 2 ** 31 }],
]);

const apiVersions = group('API version', [
  ['a Deployment in extensions/v1beta1', 'Deployment web', { apiVersion: 'extensions/v1beta1' }],
  ['an Ingress in networking.k8s.io/v1beta1', 'Ingress web', { apiVersion: 'networking.k8s.io/v1beta1' }],
  ['a CronJob in batch/v1beta1', 'CronJob report', { apiVersion: 'batch/v1beta1' }],
  ['an HPA in autoscaling/v2beta2', 'HorizontalPodAutoscaler web', { apiVersion: 'autoscaling/v2beta2' }],
  ['a PDB in policy/v1beta1', 'PodDisruptionBudget web', { apiVersion: 'policy/v1beta1' }],
  ['a Role in rbac v1beta1', 'Role web', { apiVersion: 'rbac.authorization.k8s.io/v1beta1' }],
  ['a Deployment in v1', 'Deployment web', { apiVersion: 'v1' }],
  ['a Service in apps/v1', 'Service web', { apiVersion: 'apps/v1' }],
  ['a StatefulSet in app/v1', 'StatefulSet db', { apiVersion: 'app/v1' }],
  ['a misspelt kind', 'Deployment web', { kind: 'Deploymnet' }],
  ['a kind in lower case', 'Service web', { kind: 'service' }],
]);

const serverRules = group('rule of the API server', [
  ['the selector does not match the template', 'Deployment web', { 'spec.selector.matchLabels': { app: 'other' } }],
  ['an empty selector', 'StatefulSet db', { 'spec.selector': {} }],
  ['a request above its limit', 'Deployment web', { [`${web}.resources.requests.memory`]: '512Mi' }],
  [
    'a cpu request above its limit',
    'StatefulSet db',
    { 'spec.template.spec.containers[0].resources.requests.cpu': '1500m' },
  ],
  ['restartPolicy Never in a Deployment', 'Deployment web', { [`${pod}.restartPolicy`]: 'Never' }],
  [
    'restartPolicy Always in a CronJob',
    'CronJob report',
    { 'spec.jobTemplate.spec.template.spec.restartPolicy': 'Always' },
  ],
  ['a schedule with four fields', 'CronJob report', { 'spec.schedule': '15 2 * *' }],
  ['a schedule with minute 75', 'CronJob report', { 'spec.schedule': '75 2 * * *' }],
  ['a schedule with its time zone', 'CronJob report', { 'spec.schedule': 'CRON_TZ=UTC 15 2 * * *' }],
  ['a time zone that does not exist', 'CronJob report', { 'spec.timeZone': 'Europe/Atlantis' }],
  ['two handlers in a probe', 'Deployment web', { [`${web}.livenessProbe.tcpSocket`]: { port: 80 } }],
  ['no handler in a probe', 'Deployment web', { [`${web}.livenessProbe.httpGet`]: undefined }],
  ['successThreshold 2 of a liveness probe', 'Deployment web', { [`${web}.livenessProbe.successThreshold`]: 2 }],
  ['a negative period', 'Deployment web', { [`${web}.readinessProbe.periodSeconds`]: -1 }],
  ['a mount of no volume', 'Deployment web', { [`${web}.volumeMounts[0].name`]: 'temp' }],
  ['two sources in a volume', 'Deployment web', { [`${pod}.volumes[0].hostPath`]: { path: '/tmp' } }],
  ['the same mountPath twice', 'Deployment web', { [`${web}.volumeMounts[1].mountPath`]: '/tmp' }],
  ['a subPath that leaves its volume', 'Deployment web', { [`${web}.volumeMounts[0].subPath`]: '../etc' }],
  ['value and valueFrom', 'Deployment web', { [`${web}.env[0].value`]: 'x' }],
  [
    'a fieldPath that does not exist',
    'Deployment web',
    { [`${web}.env[2].valueFrom.fieldRef.fieldPath`]: 'metadata.title' },
  ],
  ['two containers of one name', 'StatefulSet db', { 'spec.template.spec.initContainers[0].name': 'db' }],
  ['two volumes of one name', 'Deployment web', { [`${pod}.volumes[1].name`]: 'tmp' }],
  ['two ports of a Service with one name', 'Service web', { 'spec.ports[1].name': 'http' }],
  ['the same port of a Service twice', 'Service web', { 'spec.ports[1].port': 80 }],
  [
    'two ports of a Service without names',
    'Service web',
    { 'spec.ports[0].name': undefined, 'spec.ports[1].name': undefined },
  ],
  ['port 0', 'Service web', { 'spec.ports[0].port': 0 }],
  ['containerPort 70000', 'Deployment web', { [`${web}.ports[0].containerPort`]: 70000 }],
  ['nodePort of a ClusterIP Service', 'Service web', { 'spec.ports[0].nodePort': 30080 }],
  ['a headless NodePort Service', 'Service db', { 'spec.type': 'NodePort' }],
  ['ExternalName without a name', 'Service db', { 'spec.type': 'ExternalName', 'spec.clusterIP': undefined }],
  ['maxUnavailable and maxSurge 0', 'Deployment web', { 'spec.strategy.rollingUpdate.maxSurge': 0 }],
  ['rollingUpdate beside Recreate', 'Deployment web', { 'spec.strategy.type': 'Recreate' }],
  ['minReplicas above maxReplicas', 'HorizontalPodAutoscaler web', { 'spec.minReplicas': 9 }],
  ['minAvailable beside maxUnavailable', 'PodDisruptionBudget web', { 'spec.minAvailable': 1 }],
  ['an Ingress path without slash', 'Ingress web', { 'spec.rules[0].http.paths[0].path': 'api' }],
  ['an Ingress host that is an IP', 'Ingress web', { 'spec.rules[0].host': '10.0.0.1' }],
  [
    'a backend port with number and name',
    'Ingress web',
    { 'spec.rules[0].http.paths[0].backend.service.port.number': 80 },
  ],
  ['an ipBlock that is no CIDR', 'NetworkPolicy web', { 'spec.egress[1].to[0].ipBlock.cidr': '10.0.0.0' }],
  ['except outside of its cidr', 'NetworkPolicy web', { 'spec.egress[1].to[0].ipBlock.except': ['192.168.0.0/24'] }],
  ['endPort below port', 'NetworkPolicy web', { 'spec.egress[1].ports[0].endPort': 80 }],
  ['a ServiceAccount in an API group', 'RoleBinding web', { 'subjects[0].apiGroup': 'rbac.authorization.k8s.io' }],
  ['a rule without apiGroups', 'Role web', { 'rules[0].apiGroups': undefined }],
  ['privileged without escalation', 'Deployment web', { [`${web}.securityContext.privileged`]: true }],
  [
    'a toleration Exists with a value',
    'Deployment web',
    { [`${pod}.tolerations`]: [{ key: 'a', operator: 'Exists', value: 'b' }] },
  ],
  [
    'weight 0',
    'Deployment web',
    { [`${pod}.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight`]: 0 },
  ],
  ['maxSkew 0', 'Deployment web', { [`${pod}.topologySpreadConstraints[0].maxSkew`]: 0 }],
  ['dnsPolicy None without nameservers', 'Deployment web', { [`${pod}.dnsPolicy`]: 'None' }],
  ['replicas below zero', 'StatefulSet db', { 'spec.replicas': -1 }],
  ['a TLS Secret without its key', 'Secret web-tls', { 'data["tls.key"]': undefined }],
  ['a GPU without a limit', 'Deployment web', { [`${web}.resources.requests["nvidia.com/gpu"]`]: 1 }],
  ['a resource that does not exist', 'Deployment web', { [`${web}.resources.limits.gpu`]: 1 }],
  ['a CronJob whose name is too long', 'CronJob report', { 'metadata.name': 'r'.repeat(53) }],
  ['a PriorityClass above the limit', 'PriorityClass shop-default', { value: 2_000_000_000 }],
  ['a lifecycle hook without a handler', 'Deployment web', { [`${web}.lifecycle.preStop`]: {} }],
  [
    'a probe of an init container',
    'StatefulSet db',
    { 'spec.template.spec.initContainers[0].livenessProbe': { tcpSocket: { port: 80 } } },
  ],
  [
    'hostPort other than containerPort with hostNetwork',
    'Deployment web',
    { [`${pod}.hostNetwork`]: true, [`${web}.ports[0].hostPort`]: 80 },
  ],
]);

const references = group('reference', [
  [
    'a Service selects nothing',
    'Service web',
    { 'spec.selector': { 'app.kubernetes.io/name': 'wep', 'app.kubernetes.io/instance': 'shop' } },
  ],
  ['a Service in another namespace', 'Service web', { 'metadata.namespace': 'other' }],
  ['targetPort names no port', 'Service web', { 'spec.ports[0].targetPort': 'htp' }],
  ['targetPort that no container has', 'Service web', { 'spec.ports[0].targetPort': 8081 }],
  ['serviceName that does not exist', 'StatefulSet db', { 'spec.serviceName': 'database' }],
  ['an Ingress to no Service', 'Ingress web', { 'spec.rules[0].http.paths[0].backend.service.name': 'shop' }],
  [
    'an Ingress to a port name that its Service lacks',
    'Ingress web',
    { 'spec.rules[0].http.paths[0].backend.service.port.name': 'web' },
  ],
  [
    'an Ingress to a port number that its Service lacks',
    'Ingress web',
    { 'spec.rules[0].http.paths[0].backend.service.port': { number: 8080 } },
  ],
  ['a TLS Secret that does not exist', 'Ingress web', { 'spec.tls[0].secretName': 'shop-tls' }],
  ['a ConfigMap that does not exist', 'Deployment web', { [`${web}.envFrom[0].configMapRef.name`]: 'web-setings' }],
  [
    'a ConfigMap key that does not exist',
    'Deployment web',
    { [`${web}.env[0].valueFrom.configMapKeyRef.key`]: 'GRETING' },
  ],
  ['a Secret that does not exist', 'Deployment web', { [`${web}.env[1].valueFrom.secretKeyRef.name`]: 'web-secret' }],
  ['a Secret key that does not exist', 'Deployment web', { [`${web}.env[1].valueFrom.secretKeyRef.key`]: 'token' }],
  [
    'a volume of a ConfigMap that does not exist',
    'Deployment web',
    { [`${pod}.volumes[1].configMap.name`]: 'settings' },
  ],
  [
    'a volume item whose key does not exist',
    'Deployment web',
    { [`${pod}.volumes[1].configMap.items[0].key`]: 'greeting' },
  ],
  ['a pull secret that does not exist', 'Deployment web', { [`${pod}.imagePullSecrets`]: [{ name: 'registry' }] }],
  ['a ServiceAccount that does not exist', 'Deployment web', { [`${pod}.serviceAccountName`]: 'webapp' }],
  [
    'a claim that does not exist',
    'Deployment web',
    { [`${pod}.volumes[0]`]: { name: 'tmp', persistentVolumeClaim: { claimName: 'achive' } } },
  ],
  ['a Role that does not exist', 'RoleBinding web', { 'roleRef.name': 'reader' }],
  ['a subject that does not exist', 'RoleBinding web', { 'subjects[0].name': 'wep' }],
  ['an HPA of nothing', 'HorizontalPodAutoscaler web', { 'spec.scaleTargetRef.name': 'wep' }],
  ['an HPA of a workload with fixed replicas', 'Deployment web', { 'spec.replicas': 2 }],
  ['a PDB of nothing', 'PodDisruptionBudget web', { 'spec.selector.matchLabels': { 'app.kubernetes.io/name': 'wep' } }],
  [
    'a NetworkPolicy of nothing',
    'NetworkPolicy web',
    { 'spec.podSelector.matchLabels': { 'app.kubernetes.io/name': 'wep' } },
  ],
  [
    'a NetworkPolicy that blocks a named port',
    'NetworkPolicy web',
    { 'spec.ingress[0].ports': [{ port: 'admin', protocol: 'TCP' }] },
  ],
  [
    'a spread constraint that means other pods',
    'Deployment web',
    { [`${pod}.topologySpreadConstraints[0].labelSelector.matchLabels`]: { app: 'web' } },
  ],
  [
    'an anti-affinity that means other pods',
    'StatefulSet db',
    {
      'spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels':
        { app: 'db' },
    },
  ],
  ['a probe of a port that is not there', 'Deployment web', { [`${web}.readinessProbe.httpGet.port`]: 'web' }],
  ['a probe of a number that is not there', 'Deployment web', { [`${web}.livenessProbe.httpGet.port`]: 8081 }],
  ['two objects of one name', 'PodDisruptionBudget db', { 'metadata.name': 'web' }],
  [
    'overlapping selectors',
    'StatefulSet db',
    {
      'spec.selector.matchLabels': { 'app.kubernetes.io/instance': 'shop' },
      'spec.template.metadata.labels': { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/instance': 'shop' },
    },
  ],
]);

const security = group('security', [
  ['privileged', 'Deployment web', { [`${web}.securityContext`]: { privileged: true } }],
  ['privilege escalation', 'Deployment web', { [`${web}.securityContext.allowPrivilegeEscalation`]: true }],
  [
    'no word on privilege escalation',
    'Deployment web',
    { [`${web}.securityContext.allowPrivilegeEscalation`]: undefined },
  ],
  ['all capabilities kept', 'Deployment web', { [`${web}.securityContext.capabilities`]: undefined }],
  ['SYS_ADMIN added', 'Deployment web', { [`${web}.securityContext.capabilities.add`]: ['SYS_ADMIN'] }],
  ['NET_RAW added', 'Deployment web', { [`${web}.securityContext.capabilities.add`]: ['NET_RAW'] }],
  ['a writable root file system', 'Deployment web', { [`${web}.securityContext.readOnlyRootFilesystem`]: false }],
  [
    'may run as root',
    'Deployment web',
    { [`${web}.securityContext.runAsNonRoot`]: undefined, [`${pod}.securityContext.runAsNonRoot`]: undefined },
  ],
  ['runs as user 0', 'Deployment web', { [`${pod}.securityContext.runAsUser`]: 0 }],
  ['no seccomp profile', 'Deployment web', { [`${pod}.securityContext.seccompProfile`]: undefined }],
  ['seccomp Unconfined', 'Deployment web', { [`${pod}.securityContext.seccompProfile.type`]: 'Unconfined' }],
  ['hostNetwork', 'Deployment web', { [`${pod}.hostNetwork`]: true }],
  ['hostPID', 'Deployment web', { [`${pod}.hostPID`]: true }],
  ['hostIPC', 'Deployment web', { [`${pod}.hostIPC`]: true }],
  ['a hostPath volume', 'Deployment web', { [`${pod}.volumes[0]`]: { name: 'tmp', hostPath: { path: '/var/log' } } }],
  [
    'the Docker socket',
    'Deployment web',
    { [`${pod}.volumes[0]`]: { name: 'tmp', hostPath: { path: '/var/run/docker.sock' } } },
  ],
  ['a hostPort', 'Deployment web', { [`${web}.ports[0].hostPort`]: 8080 }],
  ['procMount Unmasked', 'Deployment web', { [`${web}.securityContext.procMount`]: 'Unmasked' }],
  [
    'an unsafe sysctl',
    'Deployment web',
    { [`${pod}.securityContext.sysctls`]: [{ name: 'kernel.msgmax', value: '1' }] },
  ],
  [
    'SELinux options of a host role',
    'Deployment web',
    { [`${pod}.securityContext.seLinuxOptions`]: { role: 'sysadm_r' } },
  ],
  ['AppArmor Unconfined', 'Deployment web', { [`${web}.securityContext.appArmorProfile`]: { type: 'Unconfined' } }],
  ['shareProcessNamespace', 'Deployment web', { [`${pod}.shareProcessNamespace`]: true }],
  ['a mounted token', 'StatefulSet db', { [`${pod}.automountServiceAccountToken`]: true }],
  [
    'the default ServiceAccount',
    'Deployment web',
    { [`${pod}.serviceAccountName`]: undefined, [`${pod}.automountServiceAccountToken`]: undefined },
  ],
  [
    'a password in env',
    'Deployment web',
    { [`${web}.env[2]`]: { name: 'DB_PASSWORD', value: 'correct-horse-battery' } },
  ],
  [
    'an AWS key in env',
    'Deployment web',
    { [`${web}.env[2]`]: { name: 'AWS_SECRET_ACCESS_KEY', value: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' } },
  ],
  ['a password in args', 'Deployment web', { [`${web}.args`]: ['--db-password=correct-horse-battery'] }],
  ['a password in a ConfigMap', 'ConfigMap web-settings', { 'data.DB_PASSWORD': 'correct-horse-battery' }],
  [
    'a private key in a ConfigMap',
    'ConfigMap web-settings',
    { 'data.key': '-----BEGIN RSA PRIVATE KEY-----\nMIIEow==\n-----END RSA PRIVATE KEY-----\n' },
  ],
  ['a weak password in a Secret', 'Secret web-secrets', { 'data.password': 'cGFzc3dvcmQ=' }],
  ['a NodePort Service', 'Service web', { 'spec.type': 'NodePort' }],
  ['a LoadBalancer Service', 'Service web', { 'spec.type': 'LoadBalancer' }],
  ['external IPs', 'Service web', { 'spec.externalIPs': ['203.0.113.7'] }],
  ['an Ingress without TLS', 'Ingress web', { 'spec.tls': undefined }],
  ['an Ingress for every host', 'Ingress web', { 'spec.rules[0].host': undefined }],
  [
    'an nginx snippet',
    'Ingress web',
    { 'metadata.annotations': { 'nginx.ingress.kubernetes.io/configuration-snippet': 'deny all;' } },
  ],
  ['a wildcard verb', 'Role web', { 'rules[0].verbs': ['*'] }],
  ['a wildcard resource', 'Role web', { 'rules[0]': { apiGroups: [''], resources: ['*'], verbs: ['get'] } }],
  [
    'reading all Secrets',
    'Role web',
    { 'rules[0]': { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] } },
  ],
  [
    'escalate',
    'Role web',
    { 'rules[0]': { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['escalate'] } },
  ],
  ['impersonate', 'Role web', { 'rules[0]': { apiGroups: [''], resources: ['users'], verbs: ['impersonate'] } }],
  ['creating pods', 'Role web', { 'rules[0]': { apiGroups: [''], resources: ['pods'], verbs: ['create'] } }],
  ['pods/exec', 'Role web', { 'rules[0]': { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] } }],
  [
    'bound to cluster-admin',
    'RoleBinding web',
    { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' } },
  ],
  [
    'bound to everybody',
    'RoleBinding web',
    { 'subjects[0]': { kind: 'Group', name: 'system:unauthenticated', apiGroup: 'rbac.authorization.k8s.io' } },
  ],
  ['a container with SSH', 'Deployment web', { [`${web}.ports[0].containerPort`]: 22 }],
  [
    'an init container that is privileged',
    'StatefulSet db',
    { 'spec.template.spec.initContainers[0].securityContext': { privileged: true } },
  ],
]);

const reliability = group('reliability', [
  ['no memory limit', 'Deployment web', { [`${web}.resources.limits.memory`]: undefined }],
  [
    'no memory request',
    'Deployment web',
    { [`${web}.resources`]: { limits: { cpu: '1' }, requests: { cpu: '100m' } } },
  ],
  [
    'no cpu request',
    'Deployment web',
    { [`${web}.resources.requests.cpu`]: undefined, [`${web}.resources.limits.cpu`]: undefined },
  ],
  ['no resources at all', 'Deployment web', { [`${web}.resources`]: undefined }],
  ['no readiness probe', 'Deployment web', { [`${web}.readinessProbe`]: undefined }],
  ['no liveness probe', 'Deployment web', { [`${web}.livenessProbe`]: undefined }],
  [
    'no probes',
    'Deployment web',
    { [`${web}.livenessProbe`]: undefined, [`${web}.readinessProbe`]: undefined, [`${web}.startupProbe`]: undefined },
  ],
  [
    'liveness is readiness',
    'Deployment web',
    { [`${web}.livenessProbe`]: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5, timeoutSeconds: 3 } },
  ],
  ['a probe whose timeout is above its period', 'Deployment web', { [`${web}.readinessProbe.timeoutSeconds`]: 30 }],
  ['one replica', 'StatefulSet db', { 'spec.replicas': 1 }],
  ['no anti-affinity', 'StatefulSet db', { 'spec.template.spec.affinity': undefined }],
  ['a PDB that blocks eviction', 'PodDisruptionBudget db', { 'spec.maxUnavailable': 0 }],
  ['a PDB that needs all', 'PodDisruptionBudget db', { 'spec.maxUnavailable': undefined, 'spec.minAvailable': 3 }],
  ['no PDB', 'PodDisruptionBudget db', { kind: 'ConfigMap', apiVersion: 'v1', spec: undefined }],
  ['an HPA whose limits are the same', 'HorizontalPodAutoscaler web', { 'spec.minReplicas': 6 }],
  ['an HPA that goes down to one', 'HorizontalPodAutoscaler web', { 'spec.minReplicas': 1 }],
  ['a CronJob without deadline', 'CronJob report', { 'spec.startingDeadlineSeconds': undefined }],
  ['a CronJob that may overlap', 'CronJob report', { 'spec.concurrencyPolicy': 'Allow' }],
  ['a startingDeadline below ten seconds', 'CronJob report', { 'spec.startingDeadlineSeconds': 5 }],
  ['no grace period', 'Deployment web', { [`${pod}.terminationGracePeriodSeconds`]: 0 }],
  [
    'preStop longer than the grace period',
    'Deployment web',
    { [`${web}.lifecycle.preStop.exec.command`]: ['sleep', '60'] },
  ],
  [
    'a shared ReadWriteOnce claim',
    'Deployment web',
    { 'spec.replicas': 3, [`${pod}.volumes[0]`]: { name: 'tmp', persistentVolumeClaim: { claimName: 'archive' } } },
  ],
  ['updates one pod after the other by hand', 'StatefulSet db', { 'spec.updateStrategy': { type: 'OnDelete' } }],
  ['no NetworkPolicy', 'NetworkPolicy report', { 'spec.podSelector.matchLabels': { app: 'nobody' } }],
  ['no priority', 'Deployment web', { [`${pod}.priorityClassName`]: undefined }],
]);

const supplyChain = group('supply chain', [
  ['latest', 'Deployment web', { [`${web}.image`]: 'registry.example.com/shop/web:latest' }],
  ['no tag', 'Deployment web', { [`${web}.image`]: 'registry.example.com/shop/web' }],
  ['no digest', 'Deployment web', { [`${web}.image`]: 'registry.example.com/shop/web:2.4.1' }],
  ['an image that can not be one', 'Deployment web', { [`${web}.image`]: 'registry.example.com/Shop/web:2.4.1' }],
  ['an image with a space', 'Deployment web', { [`${web}.image`]: 'registry.example.com/shop/web :2.4.1' }],
  ['an empty image', 'Deployment web', { [`${web}.image`]: '' }],
  [
    'two tags of one image',
    'CronJob report',
    {
      'spec.jobTemplate.spec.template.spec.containers[0].image':
        'registry.example.com/shop/web:2.3.0@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d2',
    },
  ],
  ['never pulled', 'Deployment web', { [`${web}.imagePullPolicy`]: 'Never' }],
  ['a registry that is gone', 'Deployment web', { [`${web}.image`]: 'k8s.gcr.io/pause:3.2' }],
]);

const deprecations = group('deprecation', [
  [
    'the class as an annotation',
    'Ingress web',
    { 'spec.ingressClassName': undefined, 'metadata.annotations': { 'kubernetes.io/ingress.class': 'nginx' } },
  ],
  [
    'seccomp as an annotation',
    'Deployment web',
    { 'spec.template.metadata.annotations': { 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default' } },
  ],
  [
    'AppArmor as an annotation',
    'Deployment web',
    {
      'spec.template.metadata.annotations': { 'container.apparmor.security.beta.kubernetes.io/web': 'runtime/default' },
    },
  ],
  ['serviceAccount', 'Deployment web', { [`${pod}.serviceAccountName`]: undefined, [`${pod}.serviceAccount`]: 'web' }],
  ['a beta node label', 'Deployment web', { [`${pod}.nodeSelector`]: { 'beta.kubernetes.io/os': 'linux' } }],
  [
    'the storage class as an annotation',
    'PersistentVolumeClaim archive',
    { 'metadata.annotations': { 'volume.beta.kubernetes.io/storage-class': 'fast' } },
  ],
  [
    'a gitRepo volume',
    'Deployment web',
    { [`${pod}.volumes[0]`]: { name: 'tmp', gitRepo: { repository: 'https://example.com/a.git' } } },
  ],
  ['loadBalancerIP', 'Service web', { 'spec.type': 'LoadBalancer', 'spec.loadBalancerIP': '203.0.113.7' }],
  [
    'the master label',
    'Deployment web',
    { [`${pod}.tolerations`]: [{ key: 'node-role.kubernetes.io/master', operator: 'Exists', effect: 'NoSchedule' }] },
  ],
]);

/** Faults of the text: a tool that reads YAML otherwise than Kubernetes does can not see them. */
const texts: readonly Fault[] = (
  [
    [
      'a duplicate key',
      (yaml) => yaml.replace('  revisionHistoryLimit: 5\n', '  revisionHistoryLimit: 5\n  revisionHistoryLimit: 6\n'),
    ],
    ['a tab', (yaml) => yaml.replace('  revisionHistoryLimit: 5', '\trevisionHistoryLimit: 5')],
    ['wrong indentation', (yaml) => yaml.replace('  schedule: ', '   schedule: ')],
    ['an unclosed quote', (yaml) => yaml.replace('GREETING: hello', 'GREETING: "hello')],
    ['an alias of nothing', (yaml) => yaml.replace('GREETING: hello', 'GREETING: *hello')],
    [
      'yes as a label',
      (yaml) => yaml.replace('  name: web-settings\n', '  name: web-settings\n  labels: {ready: yes}\n'),
    ],
    ['an octal number', (yaml) => yaml.replace('GREETING: hello', 'GREETING: 0777')],
    ['on as a value', (yaml) => yaml.replace('GREETING: hello', 'GREETING: on')],
    ['no apostrophes around a version', (yaml) => yaml.replace('GREETING: hello', 'GREETING: 1.20')],
    ['a template that was not rendered', (yaml) => yaml.replace('GREETING: hello', 'GREETING: {{ .Values.greeting }}')],
  ] satisfies readonly (readonly [string, (yaml: string) => string])[]
).map(([name, text]) => ({ group: 'text', name, object: '', edits: {}, text }));

export const faults: readonly Fault[] = [
  ...texts,
  ...unknownFields,
  ...wrongTypes,
  ...missingFields,
  ...wrongValues,
  ...apiVersions,
  ...serverRules,
  ...references,
  ...security,
  ...reliability,
  ...supplyChain,
  ...deprecations,
];
