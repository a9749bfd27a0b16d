/** For programs: everything that is known, in a form that only grows within a version (docs/validate.md). */
import { fingerprintOf } from '../fingerprint';
import type { Finding, Location } from '../finding';
import { visibleJson } from '../../text/visible';
import { totalsOf, type Format } from './report';

export const json: Format = (of) => {
  const { tool, minor, failOn, counts, findings, omitted = [], unreadable, moreUnreadable = 0, skipped, matrix } = of;
  const { error, warning, info, suppressed } = totalsOf(findings, omitted);
  const report = {
    version: 1,
    tool: { name: tool.name, version: tool.version },
    kubernetesVersion: `1.${String(minor)}`,
    failOn,
    summary: {
      ...counts,
      errors: error,
      warnings: warning,
      infos: info,
      suppressed,
      unreadable: unreadable.length + moreUnreadable,
    },
    matrix: matrix ?? null,
    unreadable: unreadable.map(({ file, line, column, reason }) => ({ file, line, column, message: reason })),
    skipped: skipped.map(({ file, reason }) => ({ file, message: reason })),
    omitted: omitted.map(({ rule, severity, isSuppressed, count }) => ({
      rule,
      severity,
      suppressed: isSuppressed,
      count,
    })),
    findings: findings.map(toJson),
  };
  return `${visibleJson(report, 2)}\n`;
};

function toJson(finding: Finding) {
  const { rule, severity, message, location, rendered, object, path, related, triggers, suppressed } = finding;
  return {
    rule,
    severity,
    message,
    ...place(location),
    path,
    object: object ?? null,
    rendered: rendered === undefined ? null : place(rendered),
    related: related.map((other) => ({ message: other.message, ...place(other.location) })),
    triggers,
    suppressed:
      suppressed === undefined
        ? null
        : { source: suppressed.source, reason: suppressed.reason, ...place(suppressed.location) },
    fingerprint: fingerprintOf(finding),
  };
}

function place({ file, line, column }: Location) {
  return { file, line, column };
}
