/** What a training job needs to find MLflow: environment variables for `envFrom`. */
import type { Construct } from 'constructs';
import type { ConfigMap } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { and, choose, notEmpty } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { ArtifactStore } from '../store/artifact-store';
import type { Instance } from '../parts/instance';

export interface ClientConfigurationProps {
  readonly instance: Instance;
  readonly enabled: Value<boolean>;
  /** Of the tracking Service. */
  readonly port: Value<number>;
  readonly staticPrefix: Value<string>;
  /** Whether the Service speaks TLS. */
  readonly tls: Value<boolean>;
  readonly artifacts: ArtifactStore;
}

/** No password is in here: where clients talk to the store themselves, they take the keys from its Secret. */
export class ClientConfiguration extends Component {
  constructor(scope: Construct, id: string, props: ClientConfigurationProps) {
    super(scope, id, props.enabled);
    const { instance, artifacts } = props;
    const { sentBySize } = artifacts;
    new Manifest<ConfigMap>(this, 'configmap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata('clients'),
      data: {
        MLFLOW_TRACKING_URI: trackingUri(props),
        MLFLOW_S3_ENDPOINT_URL: when(and(artifacts.direct, notEmpty(artifacts.endpoint)), artifacts.endpoint),
        AWS_DEFAULT_REGION: when(and(artifacts.direct, notEmpty(artifacts.region)), artifacts.region),
        [sentBySize.name]: when(sentBySize.condition, sentBySize.value),
      },
    });
  }
}

/** Where the Service answers, from any namespace of the cluster. */
export function trackingUri({
  instance,
  port,
  staticPrefix,
  tls,
}: Pick<ClientConfigurationProps, 'instance' | 'port' | 'staticPrefix' | 'tls'>): Value<string> {
  return text`${choose(tls, 'https', 'http')}://${instance.host('tracking')}:${port}${staticPrefix}`;
}
