/** From fields of objects to lines of files. */
import { YamlError, type Position } from '../yaml/error';
import type { Path } from '../yaml/position';
import { readStream, type StreamDocument } from '../yaml/stream';
import { pathText, type Finding, type Location } from './finding';
import type { ManifestObject } from './object';
import type { RawFinding } from './raw-finding';
import type { Source } from './read/source';

interface Place {
  /** What a person would edit. */
  readonly location: Location;
  /** For a template: the place in its output. */
  readonly rendered?: Location;
}

type PlaceOf = (object: ManifestObject, path: Path) => Place;

/** Findings about one document, located while it is at hand. What they relate to elsewhere is not: see locateFindings. */
export function locateIn(document: StreamDocument, findings: readonly RawFinding[]): readonly Finding[] {
  if (findings.length === 0) return [];
  const placeOf: PlaceOf = ({ origin }, path) => placeIn(origin.source, document.positionOf([...origin.path, ...path]));
  return findings.map((finding) => toFinding(finding, placeOf));
}

/** Findings about any documents: each source with findings is read again, once, and of it one document at a time. */
export function locateFindings(findings: readonly RawFinding[]): readonly Finding[] {
  const places = new PlaceFinder();
  for (const { object, path, related } of findings) {
    places.want(object, path);
    for (const other of related) places.want(other.object, other.path);
  }
  places.find();
  return findings.map((finding) => toFinding(finding, (object, path) => places.placeOf(object, path)));
}

/** Places that may never be asked for: when the first one is, all are found, and each source is read again once. */
export class LatePlaces {
  private readonly places = new PlaceFinder();

  /** Where a field of an object stands. */
  of(object: ManifestObject, path: Path): () => Location {
    this.places.want(object, path);
    return () => {
      this.places.find();
      return this.places.placeOf(object, path).location;
    };
  }
}

class PlaceFinder {
  private readonly wanted = new Map<Source, Map<number, Path[]>>();
  private readonly found = new Map<Source, Map<string, Place>>();

  want({ origin }: ManifestObject, path: Path): void {
    const documents = getOrSet(this.wanted, origin.source, () => new Map<number, Path[]>());
    getOrSet(documents, origin.document, () => []).push([...origin.path, ...path]);
  }

  /** What is wanted, and not found yet. */
  find(): void {
    for (const [source, documents] of this.wanted) {
      const places = getOrSet(this.found, source, () => new Map<string, Place>());
      let missing = documents.size;
      for (const document of textStream(source)) {
        for (const path of documents.get(document.index) ?? []) {
          places.set(placeKey(document.index, path), placeIn(source, document.positionOf(path)));
        }
        if (documents.has(document.index) && --missing === 0) break;
      }
    }
    this.wanted.clear();
  }

  /** The start of the file, if it has changed since it was checked. */
  placeOf({ origin }: ManifestObject, path: Path): Place {
    const key = placeKey(origin.document, [...origin.path, ...path]);
    return this.found.get(origin.source)?.get(key) ?? placeIn(origin.source, { line: 1, column: 1 });
  }
}

function* textStream(source: Source): Iterable<StreamDocument> {
  try {
    for (const document of readStream(source.text(), source.name)) {
      if (!(document instanceof YamlError)) yield document;
    }
  } catch (error) {
    // The file is gone, or no text any more.
    if (!(error instanceof YamlError)) throw error;
  }
}

function placeIn(source: Source, position: Position): Place {
  const here = { file: source.name, line: position.line, column: position.column };
  return source.origin === undefined ? { location: here } : { location: source.origin(position), rendered: here };
}

function toFinding({ rule, severity, message, object, path, related }: RawFinding, placeOf: PlaceOf): Finding {
  const { location, rendered } = placeOf(object, path);
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
      location: placeOf(other.object, other.path).location,
    })),
    triggers: [],
  };
}

function placeKey(document: number, path: Path): string {
  return `${document}\n${pathText(path)}`;
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
