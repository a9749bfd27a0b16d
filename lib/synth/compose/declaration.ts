/** What somebody declares to get a Compose file of a chart: what Kubernetes' objects do not say. */

/** A program in an image that asks by HTTP, for probes: without a kubelet, containers have to ask themselves. */
export type HttpClient = 'curl' | 'wget';

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
  /** `<component>/<container>` → what its image has. @default nothing: such a container is taken to be ready when it runs */
  readonly httpClients: Readonly<Record<string, HttpClient>>;
  /** `<component>/<container>` whose image has sh, cp, chown and chmod: by it volumes get the owners that Kubernetes would give them. */
  readonly shell: string;
  /** Kind → why there is no Compose file of an installation that has one of these. */
  readonly impossible: Readonly<Record<string, string>>;
}
