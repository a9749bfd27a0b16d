/** The server that runs MLflow's background jobs: one pod, whose queue they are in, and to which the others pass on what begins one. */
import type { Construct } from 'constructs';
import type { Deployment, Service } from '../../imports/kubernetes/types';
import type { Value } from '../../lib/expr/expr';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import { JOBS } from '../parts/server-socket';
import type { Flows } from '../parts/flows';
import type { Source } from '../parts/scraped';
import { podAnnotations, podSpec, roleService, type ServerPodProps } from './server-pod';

export interface JobsServerProps extends ServerPodProps {
  readonly jobs: Values['jobs'];
  /** Annotations by which pods are replaced when the server's settings have changed. */
  readonly ofSettings: Readonly<Record<string, Value<string>>>;
  /** Of the Deployment. */
  readonly annotations: Readonly<Record<string, Value<string> | undefined>>;
  /** Where the server goes, and who reads its metrics. */
  readonly server: Flows;
}

export class JobsServer extends Component {
  readonly flows: Flows;
  readonly source: Source;

  constructor(scope: Construct, id: string, props: JobsServerProps) {
    const { instance, jobs, settings, server } = props;
    super(scope, id, jobs.enabled);
    const selector = instance.selector(JOBS);
    this.flows = {
      component: JOBS,
      enabled: jobs.enabled,
      arrivals: server.arrivals.filter(({ from }) => from === 'monitoring'),
      departures: server.departures.filter((departure) => !('component' in departure && departure.component === JOBS)),
    };
    this.source = { component: JOBS, enabled: jobs.enabled, port: props.proxy.source.port };
    new Manifest<Service>(this, 'service', roleService(props, JOBS));
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...instance.metadata(JOBS), annotations: props.annotations },
      spec: {
        replicas: 1,
        // Two of them would run periodic jobs twice, and the newer one what the older one is at. It begins again what its predecessor has left.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: instance.podLabels(JOBS, settings.podLabels),
            annotations: podAnnotations(props, props.ofSettings),
          },
          spec: podSpec(props, {
            workers: jobs.workers,
            resources: jobs.resources,
            env: [
              { name: 'MLFLOW_SERVER_ENABLE_JOB_EXECUTION', value: 'true' },
              { name: 'RUNS_JOBS', value: 'true' },
            ],
          }),
        },
      },
    });
  }
}
