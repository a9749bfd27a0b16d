/** The tree of a template, after Go's text/template/parse. Every node has the offset where it starts in its file. */

interface Node {
  /** UTF-16 offset. */
  readonly offset: number;
}

export interface Text extends Node {
  readonly type: 'text';
  /** What is left after trimming. */
  readonly text: string;
}

export interface Variable {
  readonly name: string;
  readonly offset: number;
}

export interface Pipeline extends Node {
  readonly type: 'pipeline';
  /** `$x := …`, `$k, $v := …`; none for a plain pipeline. */
  readonly variables: readonly Variable[];
  /** `=` instead of `:=`. */
  readonly isAssignment: boolean;
  /** At least one. */
  readonly commands: readonly Command[];
}

export interface Command extends Node {
  /** At least one: the function or operand, then its arguments. */
  readonly operands: readonly Operand[];
}

export type Operand =
  | (Node & { readonly type: 'dot' | 'nil' })
  | (Node & { readonly type: 'bool'; readonly value: boolean })
  | (Node & { readonly type: 'number'; readonly text: string })
  | (Node & { readonly type: 'string'; readonly value: string })
  | (Node & { readonly type: 'function'; readonly name: string })
  /** `.a.b` */
  | (Node & { readonly type: 'field'; readonly fields: readonly string[] })
  /** `$`, `$x`, `$x.a.b`; the name includes the dollar. */
  | (Node & { readonly type: 'variable'; readonly name: string; readonly fields: readonly string[] })
  /** `(…).a.b`, and `f.a` */
  | (Node & { readonly type: 'chain'; readonly of: Operand; readonly fields: readonly string[] })
  | Pipeline;

export interface Branch extends Node {
  readonly type: 'if' | 'with' | 'range';
  readonly pipeline: Pipeline;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export type Statement =
  | Text
  | (Node & { readonly type: 'action'; readonly pipeline: Pipeline })
  | Branch
  | (Node & { readonly type: 'break' | 'continue' })
  /** `template`, and `block` where it stands. */
  | (Node & { readonly type: 'template'; readonly name: string; readonly argument?: Pipeline });

export interface Define extends Node {
  readonly name: string;
  readonly body: readonly Statement[];
}

export interface Template {
  /** Outside of every define. */
  readonly body: readonly Statement[];
  /** `define` and `block`, in the order they end. */
  readonly defines: readonly Define[];
}

/** Whether there is nothing but space: such a define gives way to another of its name. */
export function isEmpty(body: readonly Statement[]): boolean {
  return body.every((node) => node.type === 'text' && node.text.trim() === '');
}
