/** `helm test`: a pod that works with MLflow as a user does, by its Service, and says what went wrong where something did. */
import type { EnvVar, Pod, Volume } from '../../imports/kubernetes/types';
import type { Construct } from 'constructs';
import type { Deferred, Value } from '../../lib/expr/expr';
import { add, and, choose, notEmpty, or } from '../../lib/expr/function';
import { extend, named, shared, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import { hasBundle } from '../../values/tls';
import type { SecretVariable } from '../parts/environment';
import { imageReference } from '../parts/image';
import type { Instance } from '../parts/instance';
import type { OutboundProxy } from '../parts/outbound-proxy';
import { podDefaults } from '../parts/pod';
import type { ServerCertificate } from '../parts/server-certificate';
import { testLogin } from './login-of-test';
import PROGRAM from './smoke.py';

export interface SmokeTestProps {
  readonly instance: Instance;
  readonly values: Values;
  /** Where the Service answers. */
  readonly uri: Value<string>;
  readonly certificate: ServerCertificate;
  /** For clients that talk to the store themselves: whether they do, and where it is. */
  readonly store: Readonly<Record<'endpoint' | 'region', Value<string>>> & {
    readonly direct: Value<boolean>;
    /** With keys or by signed URLs. */
    readonly reached: Value<boolean>;
    readonly sentBySize: { readonly name: string; readonly value: string; readonly condition: Value<boolean> };
  };
  /** And its keys, and the stores that may show a certificate. */
  readonly keys: readonly SecretVariable[];
  readonly storeCertificates: Readonly<Record<string, ServerCertificate>>;
  /** By which it reaches a store outside of the cluster. */
  readonly outbound: OutboundProxy['env'];
}

const NAME = 'smoke-test';
const TMP = { name: 'tmp', mountPath: '/tmp' };
const AUTHORITIES = { name: 'authorities', mountPath: '/authorities', readOnly: true };
/** What the pod has beyond the program's own end, to say what it has to. */
const MORE_SECONDS = 60;

/**
 * Helm runs it; `kubectl apply` never does. It is the only object of the test: of any other hook, Helm before 4.2 looks for a pod's log
 * (https://github.com/helm/helm/pull/32129). For the same command, the pod stays until the next test (https://github.com/helm/helm/issues/9098).
 */
const HOOK = { 'helm.sh/hook': 'test', 'helm.sh/hook-delete-policy': 'before-hook-creation' };

export class SmokeTest extends Component {
  constructor(scope: Construct, id: string, props: SmokeTestProps) {
    const { instance, values } = props;
    const { smokeTest: settings, mlflow } = values;
    super(scope, id, settings.enabled);
    const login = testLogin(values, instance);
    const authorities = authoritiesOf(props);
    new Manifest<Pod>(this, NAME, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...instance.metadata(NAME),
        labels: instance.clientLabels(NAME, settings.podLabels),
        annotations: extend(HOOK, settings.podAnnotations),
      },
      spec: {
        ...podDefaults(settings, values.global),
        serviceAccountName: unlessEmpty(settings.serviceAccountName),
        restartPolicy: 'Never',
        activeDeadlineSeconds: add(settings.timeoutSeconds, MORE_SECONDS),
        containers: [
          {
            name: NAME,
            image: imageReference('mlflow', mlflow.image, values.global),
            imagePullPolicy: mlflow.image.pullPolicy,
            // In the pod itself: a ConfigMap would be there all the time, or be another hook.
            command: ['python', '-B', '-c', PROGRAM],
            env: [...variablesOf(props), ...login.env, ...shared('outboundProxy.env', props.outbound)],
            resources: unlessEmpty(settings.resources),
            securityContext: unlessEmpty(settings.securityContext),
            volumeMounts: [TMP, ...login.mounts, when(authorities.needed, AUTHORITIES)],
          },
        ],
        volumes: [
          { name: TMP.name, emptyDir: { sizeLimit: '64Mi' } },
          ...login.volumes,
          when(authorities.needed, authorities.volume),
        ],
      },
    });
  }
}

type Entries = readonly (Deferred<EnvVar> | undefined)[];

function variablesOf({ instance, values, uri, store, keys }: SmokeTestProps): Entries {
  const { auth, smokeTest: settings } = values;
  const { direct, endpoint, region, sentBySize } = store;
  return [
    { name: 'HOME', value: '/tmp' },
    { name: 'MLFLOW_TRACKING_URI', value: uri },
    { name: 'SMOKE_AUTH_MODE', value: auth.mode },
    { name: 'SMOKE_NAMESPACE', value: instance.namespace },
    { name: 'SMOKE_SERVER', value: instance.name('tracking') },
    { name: 'SMOKE_TIMEOUT_SECONDS', value: text`${settings.timeoutSeconds}` },
    when(and(direct, notEmpty(endpoint)), { name: 'MLFLOW_S3_ENDPOINT_URL', value: endpoint }),
    when(and(direct, notEmpty(region)), { name: 'AWS_DEFAULT_REGION', value: region }),
    when(sentBySize.condition, { name: sentBySize.name, value: sentBySize.value }),
    ...keys.map(({ name, secret, condition }) =>
      when(and(direct, condition), { name, valueFrom: { secretKeyRef: secret } }),
    ),
  ];
}

/** What a client believes: the bundle, and the authority that lies beside a certificate. */
function authoritiesOf({ values, certificate, store, storeCertificates }: SmokeTestProps) {
  const { caBundle } = values.tls;
  const bundle = [{ key: caBundle.key, path: 'bundle.crt' }];
  const shown = [
    { name: 'tracking', enabled: certificate.enabled, secretName: certificate.secretName },
    ...Object.entries(storeCertificates).map(([name, { enabled, secretName }]) => ({
      name,
      enabled: and(store.reached, enabled),
      secretName,
    })),
  ];
  const any = or(hasBundle(values), ...shown.map(({ enabled }) => enabled));
  const needed = notEmpty(named('smokeTest.authorities', choose(any, 'believed', '')));
  const volume: Deferred<Volume> = {
    name: AUTHORITIES.name,
    projected: {
      sources: [
        when(notEmpty(caBundle.configMap), { configMap: { name: caBundle.configMap, items: bundle } }),
        when(notEmpty(caBundle.secret), { secret: { name: caBundle.secret, items: bundle } }),
        ...shown.map(({ name, enabled, secretName }) =>
          when(enabled, {
            secret: { name: secretName, items: [{ key: 'ca.crt', path: `${name}.crt` }], optional: true },
          }),
        ),
      ],
    },
  };
  return { needed, volume };
}
