/** The servers that pass artefacts, and nothing else: they have the store alone, and the others send to them what is for it. */
import type { Construct } from 'constructs';
import type { Deployment, PodDisruptionBudget, Service } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { and } from '../../lib/expr/function';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import { ARTIFACTS } from '../parts/server-socket';
import type { Departure, Flows } from '../parts/flows';
import type { Source } from '../parts/scraped';
import { podAnnotations, podSpec, roleService, spreadOf, type ServerPodProps } from './server-pod';

export interface ArtifactsServerProps extends ServerPodProps {
  readonly role: Values['artifacts'];
  /** Annotations by which pods are replaced when the server's settings have changed. */
  readonly ofSettings: Readonly<Record<string, Value<string>>>;
  /** Of the Deployment. */
  readonly annotations: Readonly<Record<string, Value<string> | undefined>>;
  /** Where the artefact store is. */
  readonly toStore: readonly Departure[];
}

export class ArtifactsServer extends Component {
  readonly flows: Flows;
  readonly source: Source;

  constructor(scope: Construct, id: string, props: ArtifactsServerProps) {
    const { instance, role, settings } = props;
    const { enabled } = role;
    super(scope, id, enabled);
    const selector = instance.selector(ARTIFACTS);
    this.flows = {
      component: ARTIFACTS,
      enabled,
      arrivals: props.proxy.arrivals.filter(({ from }) => from === 'monitoring'),
      departures: [...props.toStore, ...props.logins.flatMap(({ departures = [] }) => departures)],
    };
    this.source = { component: ARTIFACTS, enabled, port: props.proxy.source.port };
    new Manifest<Service>(this, 'service', roleService(props, ARTIFACTS));
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...instance.metadata(ARTIFACTS), annotations: props.annotations },
      spec: {
        replicas: role.replicas,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: instance.podLabels(ARTIFACTS, settings.podLabels),
            annotations: podAnnotations(props, props.ofSettings),
          },
          spec: podSpec(props, {
            workers: role.workers,
            resources: role.resources,
            env: [{ name: 'ARTIFACTS_ONLY', value: 'true' }],
            topologySpreadConstraints: spreadOf(props, ARTIFACTS),
            artifactsOnly: true,
          }),
        },
      },
    });
    new Manifest<PodDisruptionBudget>(
      this,
      'poddisruptionbudget',
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: instance.metadata(ARTIFACTS),
        // One at a time, however many there are.
        spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
      },
      and(enabled, settings.podDisruptionBudget.enabled),
    );
  }
}
