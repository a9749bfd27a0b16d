/** From fields of objects to lines of files: a second parse, only of documents with findings. */
import { pathText, type Finding, type Location } from './finding';
import type { ManifestObject } from './object';
import type { RawFinding } from './raw-finding';
import { findPosition, type Path } from '../yaml/position';

export function locateFindings(findings: readonly RawFinding[]): readonly Finding[] {
  return findings.map((finding) => {
    const { rule, severity, message, object, path, related } = finding;
    const { rendered, location } = locate(object, path);
    const { apiVersion, kind, name, namespace } = object;
    return {
      rule,
      severity,
      message,
      location,
      ...(rendered === undefined ? {} : { rendered }),
      object: { apiVersion, kind, name, namespace },
      path: pathText(path),
      related: related.map((other) => ({
        message: other.message,
        location: locate(other.object, other.path).location,
      })),
      triggers: [],
    };
  });
}

/** Where a field of an object stands: `location` is what a person would edit. */
export function locate({ origin }: ManifestObject, path: Path): { location: Location; rendered?: Location } {
  const { source, document, path: prefix } = origin;
  const position = findPosition(source.text(), [...prefix, ...path], { document }) ?? { line: 1, column: 1 };
  const here = { file: source.name, line: position.line, column: position.column };
  return source.origin === undefined ? { location: here } : { location: source.origin(position), rendered: here };
}
