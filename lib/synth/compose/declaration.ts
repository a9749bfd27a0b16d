/** What somebody declares to get a Compose file of a chart: what Kubernetes' objects do not say. */

import type { KubernetesObject } from './workload';

export type { KubernetesObject };

/**
 * What an image has to ask what a probe asks, for without a kubelet containers ask themselves: by HTTP with one of three, whether a port
 * is open with bash, or a command that finds out the same.
 */
export type Asker = 'curl' | 'wget' | 'python' | 'bash' | readonly string[];

export interface ComposeDeclaration {
  /** Of the project: `mlflow`. Volumes and networks are called after it. */
  readonly project: string;
  /** `<component>/<container>` → what its service is called. @default the component, of its first container; `<component>-<container>` of others */
  readonly services: Readonly<Record<string, string>>;
  /** Services whose containers are called like them, for `docker logs`: such a name is there once on a machine. */
  readonly named: readonly string[];
  /** Component → those that have to be ready, or to have ended well, before its own containers start. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** Component → ports, by their names, that the machine itself gets to, and at which of its own: `{ tracking: { http: 5000 } }`. */
  readonly published: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** `<Secret>/<key>` → the variable of `.env`. @default a name from both */
  readonly variables: Readonly<Record<string, string>>;
  /** `<component>/<container>` → what its image has. @default nothing: unless its probe is a command, it is ready when it runs */
  readonly askers: Readonly<Record<string, Asker>>;
  /** `<component>/<container>` whose image has sh, cp, chown and chmod: by it volumes get the owners that Kubernetes would give them. */
  readonly shell: string;
  /** Component → the profile of its services: nobody starts them who does not name it. @default none; of a Job or a CronJob, its component */
  readonly profiles?: Readonly<Record<string, string>>;
  /** What only a Compose file has, as objects of Kubernetes: of those that are installed. */
  readonly beside?: (objects: readonly KubernetesObject[]) => readonly KubernetesObject[];
  /** Kind → why there is no Compose file of an installation that has one of these. */
  readonly impossible: Readonly<Record<string, string>>;
}
