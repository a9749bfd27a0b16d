/** SARIF 2.1.0 (OASIS), as GitHub code scanning and other viewers read it. */
import { pathToFileURL } from 'node:url';
import { checkOf, groupOf } from '../catalogue';
import { fingerprintOf, portable } from '../fingerprint';
import { objectText, type Finding, type Location, type Severity, type Suppression } from '../finding';
import type { Unreadable } from '../unreadable';
import { visibleJson } from '../../text/visible';
import { exitCode, omittedText, type Format, type Report } from './report';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

export const sarif: Format = (report) => {
  const ids = [...new Set(report.findings.map(({ rule }) => rule))].sort();
  const run = {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        rules: ids.map(toRule),
      },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: report.unreadable.length === 0,
        exitCode: exitCode(report),
        toolExecutionNotifications: [
          ...report.unreadable.map(toNotification),
          ...report.skipped.map(({ file, reason }) => ({
            level: 'note',
            message: plain(`skipped: ${reason}`),
            locations: [toLocation({ file, line: 0, column: 0 })],
          })),
          ...(report.omitted ?? []).map((more) => ({
            level: 'warning',
            message: plain(`${more.rule}: ${omittedText(more)}`),
          })),
        ],
      },
    ],
    results: report.findings.map((finding) => toResult(finding, ids.indexOf(finding.rule))),
    properties: propertiesOf(report),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${visibleJson(log, 2)}\n`;
};

function toRule(id: string) {
  const check = checkOf(id);
  if (check === undefined) return { id };
  return {
    id,
    shortDescription: { text: check.summary },
    fullDescription: { text: `${check.summary}.` },
    help: {
      text: `${check.remedy}\n${check.link}`,
      markdown: `${check.remedy}\n\n[Documentation](${check.link})`,
    },
    helpUri: check.link,
    defaultConfiguration: { level: levels[check.severity] },
    properties: { tags: [groupOf(id)] },
  };
}

/** `[text](address)` would be a link (SARIF 2.1.0, 3.11.6), which whoever names an object could give any address. */
function plain(text: string) {
  return { text: text.replaceAll('](', '] (') };
}

function toResult(finding: Finding, ruleIndex: number) {
  const { rule, severity, message, path, object, related, rendered, triggers, suppressed } = finding;
  const relatedLocations = related.map((other, id) => ({
    id,
    message: plain(other.message),
    ...toLocation(other.location),
  }));
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: plain(path === '' ? message : `${path}: ${message}`),
    locations: [
      {
        ...toLocation(finding.location),
        ...(object === undefined
          ? {}
          : {
              logicalLocations: [
                { name: objectText(object), fullyQualifiedName: logicalName(finding), kind: 'object' },
              ],
            }),
      },
    ],
    ...(relatedLocations.length === 0 ? {} : { relatedLocations }),
    partialFingerprints: { 'field/v1': fingerprintOf(finding) },
    suppressions: suppressed === undefined ? [] : [toSuppression(suppressed)],
    ...(triggers.length === 0 && rendered === undefined ? {} : { properties: { triggers, rendered } }),
  };
}

function logicalName({ object, path }: Finding): string {
  return [object?.apiVersion, object?.kind, object?.namespace, object?.name, path]
    .filter((part) => part !== undefined && part !== '')
    .join('/');
}

function toSuppression({ source, reason, location }: Suppression) {
  const isInSource = source === 'annotation' || source === 'comment';
  return {
    kind: isInSource ? 'inSource' : 'external',
    status: 'accepted',
    justification: reason,
    location: toLocation(location),
  };
}

function toNotification({ reason, ...location }: Unreadable) {
  return { level: 'error', message: plain(reason), locations: [toLocation(location)] };
}

function toLocation({ file, line, column }: Location) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      // Line 0 stands for a file as a whole.
      ...(line < 1 ? {} : { region: { startLine: line, startColumn: Math.max(1, column) } }),
    },
  };
}

/** Relative to where the command ran, which is the root of the repository for viewers. */
function uriOf(file: string): string {
  const path = portable(file);
  if (/^(\/|[A-Za-z]:\/)/.test(path)) return pathToFileURL(path).href;
  return path.split('/').map(encodeURIComponent).join('/');
}

function propertiesOf({ counts, minor }: Report) {
  return { kubernetesVersion: `1.${String(minor)}`, ...counts };
}
