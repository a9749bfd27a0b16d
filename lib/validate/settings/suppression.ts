/** Findings that somebody decided to live with: which ones, and whether the decision still means anything. */
import { nearestName } from '../../text/nearest-name';
import type { Check } from '../check';
import type { Finding, Location, ObjectName, SuppressionSource } from '../finding';
import { fingerprintOf, portable } from '../fingerprint';
import { LatePlaces } from '../locate';
import type { ManifestObject } from '../object';
import type { RuleSet } from '../rule-set';
import { annotationSuppressions } from './annotation';
import { commentSuppressions } from './comment';

/** One decision about one rule, wherever it is written. */
export interface SuppressionEntry {
  readonly source: SuppressionSource;
  /** Empty where it names none. */
  readonly rule: string;
  /** Empty where it gives none: then it suppresses nothing. */
  readonly reason: string;
  /** Where it is written; looked up only if there is something to say about it. */
  readonly location: () => Location;
  /** The object that it is written in. */
  readonly object?: ObjectName;
  /** The only file whose findings it can be about; any, if there is none. */
  readonly file?: string;
  /** The only fingerprint of findings that it can be about; any, if there is none. */
  readonly fingerprint?: string;
  readonly covers: (finding: Finding) => boolean;
  /**
   * Whether it was meant for any file that was read (portable paths): only then it can be called unused.
   * @default always
   */
  readonly isAbout?: (files: ReadonlySet<string>) => boolean;
}

type SuppressionRule = 'suppression-without-reason' | 'suppression-of-unknown-rule' | 'unused-suppression';

export class Suppressions {
  private readonly entries: SuppressionEntry[] = [];
  private readonly byFingerprint = new Map<string, SuppressionEntry[]>();
  private readonly byRuleAndFile = new Map<string, SuppressionEntry[]>();
  private readonly files = new Set<string>();
  private readonly known: ReadonlySet<string>;
  private readonly used = new Set<SuppressionEntry>();
  private readonly places = new LatePlaces();

  constructor(
    private readonly rules: Pick<RuleSet, 'severityOf'>,
    checks: readonly Check[],
    entries: readonly SuppressionEntry[],
  ) {
    this.known = new Set(checks.map(({ id }) => id));
    this.add(entries);
  }

  /** Comments in a file that people edit: manifests, or a chart's template (its path as findings name it). */
  readFile(file: string, text: string): void {
    this.files.add(portable(file));
    this.add(commentSuppressions(file, text));
  }

  /** Annotations. */
  readObject(object: ManifestObject): void {
    this.add(annotationSuppressions(object, this.places));
  }

  /**
   * The findings, marked where they are suppressed, and what is wrong with the suppressions. To be called once, with all
   * findings. `complete` is false where part of the input could not be read: then no suppression is called unused.
   */
  apply(findings: readonly Finding[], { complete }: { readonly complete: boolean }): readonly Finding[] {
    const marked = findings.map((finding): Finding => {
      const first = this.covering(finding);
      if (first === undefined) return finding;
      const { source, reason } = first;
      return { ...finding, suppressed: { source, reason, location: first.location() } };
    });
    return [...marked, ...this.entries.flatMap((entry) => this.problemOf(entry, complete && !this.used.has(entry)))];
  }

  /** Whether anything that was read so far suppresses it. */
  covers(finding: Finding): boolean {
    return this.covering(finding) !== undefined;
  }

  /** The first; all are used. */
  private covering(finding: Finding): SuppressionEntry | undefined {
    const covering = this.candidates(finding).filter((entry) => entry.covers(finding));
    for (const entry of covering) this.used.add(entry);
    return covering[0];
  }

  private add(entries: readonly SuppressionEntry[]): void {
    for (const entry of entries) {
      this.entries.push(entry);
      if (entry.reason === '') continue;
      if (entry.fingerprint !== undefined) push(this.byFingerprint, entry.fingerprint, entry);
      else push(this.byRuleAndFile, keyOf(entry.rule, entry.file ?? ''), entry);
    }
  }

  /** Few, also where there are as many entries as findings. */
  private candidates(finding: Finding): readonly SuppressionEntry[] {
    const { rule, location, rendered } = finding;
    const files = this.byRuleAndFile.size === 0 ? [] : ['', location.file, rendered?.file ?? ''];
    return [
      ...[...new Set(files)].flatMap((file) => this.byRuleAndFile.get(keyOf(rule, file)) ?? []),
      ...(this.byFingerprint.size === 0 ? [] : (this.byFingerprint.get(fingerprintOf(finding)) ?? [])),
    ];
  }

  private problemOf(entry: SuppressionEntry, isUnused: boolean): readonly Finding[] {
    const { rule, reason, source } = entry;
    if (rule === '') return this.report('suppression-of-unknown-rule', entry, `this ${source} names no rule`);
    if (!this.known.has(rule)) {
      const near = nearestName(rule, [...this.known]);
      const hint = near === undefined ? '' : `, did you mean ${near}?`;
      return this.report('suppression-of-unknown-rule', entry, `there is no rule ${rule}${hint}`);
    }
    if (reason === '') {
      return this.report('suppression-without-reason', entry, `this ${source} does not say why ${rule} is suppressed`);
    }
    const couldBeUsed = this.rules.severityOf(rule) !== undefined && (entry.isAbout?.(this.files) ?? true);
    if (!isUnused || !couldBeUsed) return [];
    return this.report('unused-suppression', entry, `this ${source} suppresses ${rule}, which was not found here`);
  }

  private report(rule: SuppressionRule, { object, location }: SuppressionEntry, message: string): readonly Finding[] {
    const severity = this.rules.severityOf(rule);
    if (severity === undefined) return [];
    const about = object === undefined ? {} : { object };
    return [{ rule, severity, message, location: location(), ...about, path: '', related: [], triggers: [] }];
  }
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

function keyOf(rule: string, file: string): string {
  return `${rule}\n${file}`;
}
