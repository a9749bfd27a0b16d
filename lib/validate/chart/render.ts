/** What is asked of Helm, and what comes back. */
import type { HelmError } from './helm-error';
import type { RenderedDocuments } from './helm-output';
import type { TracedText } from './traced-text';

export interface ValuesFile {
  /** As the user gave it. */
  readonly file: string;
  readonly text: string;
}

export interface RenderOptions {
  readonly release: string;
  readonly namespace: string;
  /** Of Kubernetes: 34 for 1.34. */
  readonly minor: number;
  /** What `.Capabilities.APIVersions` has beside Helm's own list. */
  readonly apiVersions: readonly string[];
  /** The later ones win. */
  readonly valuesFiles: readonly ValuesFile[];
  /** The text of one more values file, after all others. */
  readonly values?: string;
  /** `a.b=c`, as for `helm --set`. */
  readonly set: readonly string[];
  /** Not to ask the chart's values.schema.json; an old Helm cannot. */
  readonly skipSchema?: boolean;
  /** How long one run of Helm may take. */
  readonly seconds: number;
}

export const defaultRenderOptions: RenderOptions = {
  release: 'release',
  namespace: 'default',
  minor: 36,
  apiVersions: [],
  valuesFiles: [],
  set: [],
  seconds: 30,
};

export type Rendering =
  { readonly ok: true; readonly documents: RenderedDocuments } | { readonly ok: false; readonly error: HelmError };

/** One template's output with its origins. */
export interface TracedTemplate {
  /** The template's file, relative to the chart. */
  readonly file: string;
  readonly output: TracedText;
}

/** By the name that Helm gives a template: `chart/templates/x.yaml`; NOTES.txt is among them. */
export type TracedTemplates = ReadonlyMap<string, TracedTemplate>;
