/** One source: read → schema → checks of single objects → places. It knows no other source, so it can run anywhere. */
import type { SchemaSet } from '../schema/schema-set';
import { YamlError } from '../yaml/error';
import { readStream, type StreamDocument } from '../yaml/stream';
import { faultAt, faultWords, guarded } from './fault';
import type { Finding } from './finding';
import { itemsOf, type Item } from './items';
import { compact, detach, type DetachedObject, type Keeper } from './keep';
import { locateIn } from './locate';
import type { ManifestObject } from './object';
import type { RawFinding } from './raw-finding';
import type { Source } from './read/source';
import { TemplateHints } from './read/template-hint';
import type { RuleSet } from './rule-set';
import { mayHaveSuppressions } from './settings/comment';
import { toObject } from './to-object';
import type { Unreadable } from './unreadable';

export interface SourceChecks {
  readonly rules: RuleSet;
  readonly schemas: SchemaSet;
  readonly keeper: Keeper;
  readonly namespace: string;
  /** Whether the result leaves as JSON anyway, and need not be made independent of the text. */
  readonly isSent: boolean;
}

export interface CheckedSource {
  readonly documents: number;
  readonly findings: readonly Finding[];
  /** What is kept of the objects, to be attached to the source. */
  readonly objects: readonly DetachedObject[];
  readonly unreadable: readonly Unreadable[];
  /** The text, if comments in it may suppress findings; else empty. */
  readonly comments: string;
}

/** @throws YamlError if the text as a whole can't be read. */
export function checkText(text: string, source: Source, checks: SourceChecks): CheckedSource {
  const findings: Finding[] = [];
  const objects: DetachedObject[] = [];
  const unreadable: Unreadable[] = [];
  const hints = new TemplateHints(text);
  let documents = 0;
  for (const document of readStream(text, source.name)) {
    documents++;
    if (document instanceof YamlError) {
      unreadable.push(unreadableOf(document, hints.at(document.line)));
      continue;
    }
    const result = guarded<CheckedDocument>(
      () => checkDocument(document, source, checks),
      (words) => ({ fault: faultAt(source.name, words, document.positionOf([])) }),
    );
    if ('fault' in result) unreadable.push(result.fault);
    else {
      for (const object of result.objects) objects.push(object);
      for (const finding of result.findings) findings.push(finding);
    }
  }
  return { documents, findings, objects, unreadable, comments: mayHaveSuppressions(text) ? text : '' };
}

type CheckedDocument = Pick<CheckedSource, 'findings' | 'objects'> | { readonly fault: Unreadable };

/** Of one List. Three characters make one, of which four kilobytes are kept. */
const mostObjects = 100_000;

/** All of it, or nothing: half of what is found in a document says less than that it was not checked. */
function checkDocument(document: StreamDocument, source: Source, checks: SourceChecks): CheckedDocument {
  const items = itemsOf(document.value);
  if (items.length > mostObjects) {
    const reason = `more than ${mostObjects.toLocaleString('en-US')} objects in one document: split it into several`;
    return { fault: faultAt(source.name, reason, document.positionOf([])) };
  }
  const objects: DetachedObject[] = [];
  const found: RawFinding[] = [];
  for (const object of objectsOf(document, items, source, checks)) {
    for (const finding of checks.rules.checkObject(object)) found.push(finding);
    const kept = detach(checks.keeper.keep(object));
    objects.push(checks.isSent || !checks.rules.looksAtAll ? kept : compact(kept));
  }
  const findings = locateIn(document, found).map((finding) => (checks.isSent ? finding : compact(finding)));
  return { findings, objects };
}

/** The same for a source whose text may be unreadable as a whole. */
export function checkSource(source: Source, checks: SourceChecks): CheckedSource {
  const nothing = (problem: Unreadable): CheckedSource => ({
    documents: 0,
    findings: [],
    objects: [],
    unreadable: [problem],
    comments: '',
  });
  try {
    return checkText(source.text(), source, checks);
  } catch (error) {
    return nothing(error instanceof YamlError ? unreadableOf(error) : faultAt(source.name, faultWords(error)));
  }
}

function* objectsOf(
  document: StreamDocument,
  items: readonly Item[],
  source: Source,
  { schemas, namespace }: SourceChecks,
): Iterable<ManifestObject> {
  for (const { value, path } of items) {
    yield toObject(value, { source, document: document.index, path }, schemas, namespace);
  }
}

function unreadableOf({ file, line, column, reason }: YamlError, hint = ''): Unreadable {
  return { file, line, column, reason: reason + hint };
}
