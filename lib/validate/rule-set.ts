/** The checks of one run, sorted by what they look at. */
import { groupOf, isBuiltInGroup } from '../schema/kind-index';
import type {
  ChartCheck,
  Check,
  CheckContext,
  ContainerCheck,
  CorpusCheck,
  CorpusReport,
  ObjectCheck,
  PodCheck,
  Report,
  ReportOptions,
} from './check';
import type { Corpus } from './corpus';
import { guarded } from './fault';
import type { Severity } from './finding';
import type { ManifestObject } from './object';
import { podOf } from './pod';
import { isFollowOn, type RawFinding } from './raw-finding';

/** What the user wants of a rule: nothing, or another severity than its own. */
export type RuleSetting = 'off' | Severity;

export interface RuleSelection {
  readonly packs: readonly string[];
  /** By rule id. A severity also switches on what is optional. */
  readonly settings: Readonly<Record<string, RuleSetting>>;
}

export class RuleSet {
  private readonly severities = new Map<string, Severity>();
  private readonly forAnyKind: ObjectCheck[] = [];
  private readonly forKind = new Map<string, ObjectCheck[]>();
  private readonly forPods: PodCheck[] = [];
  private readonly forContainers: ContainerCheck[] = [];
  private readonly forCorpus: CorpusCheck[] = [];
  readonly forCharts: ChartCheck[] = [];

  constructor(
    checks: readonly Check[],
    selection: RuleSelection,
    private readonly context: CheckContext,
  ) {
    for (const check of checks) {
      const setting = selection.settings[check.id] ?? (isDefault(check, selection.packs) ? check.severity : 'off');
      if (setting === 'off') continue;
      this.severities.set(check.id, setting);
      this.add(check);
    }
  }

  /** Undefined for a rule that is off. */
  severityOf(rule: string): Severity | undefined {
    return this.severities.get(rule);
  }

  /** `Kind.group` of what checkCorpus looks at, pods apart; of other objects it needs the identity only. */
  get corpusKinds(): readonly string[] {
    return this.forCorpus.flatMap(({ kinds }) => kinds);
  }

  /** Whether any check looks from one object to another: else no object need be kept. */
  get looksAtAll(): boolean {
    return this.forCorpus.length > 0;
  }

  /** What the schema and the checks of single objects find. */
  checkObject(object: ManifestObject): readonly RawFinding[] {
    const findings: RawFinding[] = [];
    for (const { rule, path, message } of object.problems) {
      const severity = this.severities.get(rule);
      if (severity !== undefined)
        findings.push({ rule, severity, message: shortened(message), object, path, related: [] });
    }
    const { context } = this;
    for (const check of this.forAnyKind) check.check(object, this.reporterOf(check, object, findings), context);
    const forKind = isUnknownVersion(object) ? [] : (this.forKind.get(object.key) ?? []);
    for (const check of forKind) check.check(object, this.reporterOf(check, object, findings), context);
    const pod = podOf(object);
    if (pod === undefined) return findings;
    for (const check of this.forPods) check.check(pod, this.reporterOf(check, object, findings), context);
    for (const check of this.forContainers) {
      const report = this.reporterOf(check, object, findings);
      for (const container of pod.containers) check.check(container, report, context);
    }
    return findings;
  }

  /** What only shows when all objects are known. `onFault`: a check that failed itself, and has found nothing. */
  checkCorpus(corpus: Corpus, onFault: (rule: string, words: string) => void): readonly RawFinding[] {
    return this.forCorpus.flatMap((check) =>
      guarded(
        () => {
          const findings: RawFinding[] = [];
          check.check(corpus, this.reporter(check, findings), this.context);
          return findings;
        },
        (words) => {
          onFault(check.id, words);
          return [];
        },
      ),
    );
  }

  private reporter(check: Check, findings: RawFinding[]): CorpusReport {
    return (object, path, message, options) => {
      this.report(check, object, findings, path, message, options);
    };
  }

  private reporterOf(check: Check, object: ManifestObject, findings: RawFinding[]): Report {
    return (path, message, options) => {
      this.report(check, object, findings, path, message, options);
    };
  }

  private report(
    check: Check,
    object: ManifestObject,
    findings: RawFinding[],
    path: RawFinding['path'],
    message: string,
    { severity, related = [] }: ReportOptions = {},
  ): void {
    if (isFollowOn({ object, path })) return;
    const own = this.severities.get(check.id) ?? check.severity;
    const isOverridden = own !== check.severity;
    findings.push({
      rule: check.id,
      severity: isOverridden ? own : (severity ?? own),
      message: shortened(message),
      object,
      path,
      related: related.slice(0, mostRelated),
    });
  }

  private add(check: Check): void {
    switch (check.scope) {
      case 'object':
        if (check.kinds === '*') this.forAnyKind.push(check);
        else {
          for (const kind of check.kinds) {
            const list = this.forKind.get(kind);
            if (list === undefined) this.forKind.set(kind, [check]);
            else list.push(check);
          }
        }
        break;
      case 'pod':
        this.forPods.push(check);
        break;
      case 'container':
        this.forContainers.push(check);
        break;
      case 'corpus':
        this.forCorpus.push(check);
        break;
      case 'chart':
        this.forCharts.push(check);
        break;
    }
  }
}

const longestMessage = 1000;
const mostRelated = 20;

/** Some list what there is instead; in ten thousand findings, ten thousand names each are more than memory holds. */
function shortened(message: string): string {
  // Copied: a part of a text keeps the whole of it in memory.
  return message.length <= longestMessage ? message : `${Buffer.from(message.slice(0, longestMessage)).toString()}…`;
}

/** `apps/v9`: checks of its kind rely on a schema that says what its fields are, and there is none. */
function isUnknownVersion({ status, apiVersion }: ManifestObject): boolean {
  return status === 'unknown-kind' && isBuiltInGroup(groupOf(apiVersion));
}

function isDefault({ optional, pack }: Check, packs: readonly string[]): boolean {
  return optional !== true && (pack === undefined || packs.includes(pack));
}
