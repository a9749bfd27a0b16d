/** For people at a terminal: by file, then by object, with the line of the input that each finding is about. */
import colors from 'picocolors';
import { checkOf } from '../catalogue';
import { matrixLimits } from '../chart/matrix-limits';
import { isAtLeast, objectText, type Finding, type Location, type Severity } from '../finding';
import type { OmittedFindings } from '../finding-limit';
import { excerptOf, lineReader } from './excerpt';
import { counts, omittedText, placeText, totalsOf, type Format, type FormatOptions, type Report } from './report';
import { visible, visibleLine, withoutCommand } from '../../text/visible';
import { wrap } from '../../text/wrap';

/** That are named, unless all are asked for. */
const mostTriggers = 3;

export const text: Format = (report, options) => {
  const page = new Page(options);
  for (const { file, line, column, reason } of report.unreadable) {
    page.unreadable({ file, line, column }, reason);
  }
  let file: string | undefined;
  let object: string | undefined;
  for (const finding of report.findings.filter((each) => isShown(each, report, options))) {
    const about = finding.object === undefined ? '' : objectText(finding.object);
    if (finding.location.file !== file) page.file(finding.location.file);
    if (about !== '' && (finding.location.file !== file || about !== object)) page.object(about);
    ({ file } = finding.location);
    object = about;
    page.finding(finding);
  }
  page.omitted((report.omitted ?? []).filter((each) => isCounted(each, report, options)));
  if (options.detail !== 'quiet') page.summary(report);
  return page.toString();
};

/** With --quiet, only what makes the run fail; suppressed findings only with --verbose. */
function isShown(finding: Finding, report: Report, options: FormatOptions): boolean {
  return isCounted({ severity: finding.severity, isSuppressed: !counts(finding) }, report, options);
}

function isCounted(
  { severity, isSuppressed }: Pick<OmittedFindings, 'severity' | 'isSuppressed'>,
  { failOn }: Report,
  { detail }: FormatOptions,
): boolean {
  if (isSuppressed) return detail === 'verbose';
  return detail !== 'quiet' || isAtLeast(severity, failOn);
}

class Page {
  private readonly lines: string[] = [];
  private readonly explained = new Set<string>();
  private readonly color;
  private readonly lineOf;

  constructor(private readonly options: FormatOptions) {
    this.color = colors.createColors(options.color);
    this.lineOf = lineReader(options.textOf);
  }

  file(name: string): void {
    this.lines.push(this.color.bold(this.color.underline(visible(name))), '');
  }

  object(name: string): void {
    this.lines.push(`  ${this.color.bold(visible(name))}`, '');
  }

  finding(finding: Finding): void {
    const { rule, severity, message, location, path, suppressed } = finding;
    const label = suppressed === undefined ? this.severity(severity) : this.color.dim(`suppressed ${severity}`);
    this.lines.push(`    ${label} ${this.color.bold(rule)}  ${this.color.dim(visible(placeText(location)))}`);
    this.paragraph(message, (line) => line);
    if (path !== '' && !message.includes(path)) this.note(`at ${path}`);
    this.excerpt(location);
    for (const related of finding.related) this.note(`${related.message}: ${placeText(related.location)}`);
    if (finding.triggers.length > 0) this.note(`with ${this.triggers(finding.triggers)}`);
    if (suppressed !== undefined) {
      this.note(`suppressed by ${suppressed.source}: ${suppressed.reason} (${placeText(suppressed.location)})`);
    } else {
      this.remedy(rule);
    }
    if (this.options.detail === 'verbose' && finding.rendered !== undefined) {
      this.note(`rendered as ${placeText(finding.rendered)}`);
    }
    this.lines.push('');
  }

  /** A matrix may have dozens, mostly the same for every finding. */
  private triggers(triggers: readonly string[]): string {
    if (this.options.detail === 'verbose' || triggers.length <= mostTriggers) return triggers.join('; ');
    const shown = triggers.slice(0, mostTriggers - 1);
    return `${shown.join('; ')}; and ${String(triggers.length - shown.length)} more`;
  }

  unreadable(location: Location, reason: string): void {
    this.file(location.file);
    this.lines.push(`  ${this.severity('error')} cannot be read  ${this.color.dim(visible(placeText(location)))}`);
    this.paragraph(reason, (line) => line);
    this.excerpt(location);
    this.lines.push('');
  }

  omitted(omitted: readonly OmittedFindings[]): void {
    for (const more of omitted) {
      this.lines.push(`${this.severity(more.severity)} ${this.color.bold(more.rule)}  ${omittedText(more)}`);
    }
    if (omitted.length > 0) this.lines.push(this.color.dim('--max-per-rule NUMBER lists more of them'), '');
  }

  summary(report: Report): void {
    const { error, warning, info, suppressed } = totalsOf(report.findings, report.omitted);
    const { objects, unknownKinds } = report.counts;
    const files = new Set(report.unreadable.map(({ file }) => file)).size;
    const atLeast = report.moreUnreadable === undefined ? '' : 'at least ';
    const found = [
      error > 0 ? this.color.red(plural(error, 'error')) : '0 errors',
      warning > 0 ? this.color.yellow(plural(warning, 'warning')) : '0 warnings',
      `${String(info)} info`,
    ];
    const also = [
      ...(report.matrix === undefined ? [] : [tried(report.matrix)]),
      ...(suppressed > 0 ? [`${String(suppressed)} suppressed`] : []),
      ...(unknownKinds > 0 ? [unchecked(unknownKinds)] : []),
      ...this.skipped(report.skipped),
      ...(files > 0 ? [this.color.red(`${atLeast}${plural(files, 'file')} could not be read`)] : []),
    ];
    const checked = `${plural(objects, 'object')} checked for Kubernetes 1.${String(report.minor)}`;
    this.lines.push(`${checked}: ${found.join(', ')}`, ...also);
  }

  private skipped(skipped: Report['skipped']): readonly string[] {
    if (skipped.length === 0) return [];
    if (this.options.detail === 'verbose')
      return skipped.map(({ file, reason }) => visible(`${file} skipped: ${reason}`));
    const reasons = visible([...new Set(skipped.map(({ reason }) => reason))].join(', '));
    return [`${String(skipped.length)} skipped (${reasons}); --verbose names them`];
  }

  toString(): string {
    return this.lines.map((line) => `${withoutCommand(line)}\n`).join('');
  }

  /** The first time only: it is the same for all findings of the rule. */
  private remedy(rule: string): void {
    if (this.explained.has(rule) && this.options.detail !== 'verbose') return;
    this.explained.add(rule);
    const check = checkOf(rule);
    if (check === undefined) return;
    this.paragraph(`Fix: ${check.remedy}`, this.color.cyan);
    if (this.options.detail === 'verbose') this.lines.push(`      ${this.color.dim(check.link)}`);
  }

  private note(words: string): void {
    this.paragraph(words, this.color.dim);
  }

  private paragraph(words: string, paint: (line: string) => string): void {
    const width = Math.max(20, this.options.width - 6);
    // Lines of a message are one paragraph, like its words.
    const shown = words.split('\n').map(visible).join(' ');
    this.lines.push(...wrap(shown, width).map((line) => `      ${paint(line)}`));
  }

  private excerpt({ file, line, column }: Location): void {
    const source = this.lineOf(file, line);
    const number = String(line).padStart(5);
    const excerpt = source === undefined ? undefined : excerptOf(source, column, this.options.width - 14);
    if (excerpt === undefined) return;
    this.lines.push(
      `      ${this.color.dim(`${number} │`)} ${visibleLine(excerpt.line)}`,
      `      ${this.color.dim('      │')} ${this.color.red(excerpt.marks)}`,
    );
  }

  private severity(severity: Severity): string {
    const { red, yellow, blue } = this.color;
    return { error: red, warning: yellow, info: blue }[severity](severity);
  }
}

function tried({ cases, refused, untried, milliseconds }: NonNullable<Report['matrix']>): string {
  const { cases: most, seconds } = matrixLimits;
  return [
    `${plural(cases, 'set')} of values tried in ${(milliseconds / 1000).toFixed(1)} s`,
    ...(refused === 0 ? [] : [`the chart refuses ${String(refused)} of them`]),
    ...(untried === 0
      ? []
      : [`${String(untried)} not tried: at most ${String(most)} are, within ${String(seconds)} s`]),
  ].join('; ');
}

function unchecked(count: number): string {
  const [kinds, whose] = count === 1 ? ['a kind', 'its'] : ['kinds', 'their'];
  return `${plural(count, 'object')} of ${kinds} without a schema: ${whose} fields were not checked`;
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
