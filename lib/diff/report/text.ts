/** For people at a terminal: why, what then, what. */
import colors from 'picocolors';
import type { Severity } from '../../validate/finding';
import { visible } from '../../text/visible';
import { wrap } from '../../text/wrap';
import { writeYaml } from '../../yaml/write';
import type { Cause } from '../causes';
import type { ExplainedObject, Explanation } from '../explanation';
import { fold, foldConsequences, type FoldedConsequence } from '../fold';
import { objectOf } from '../object-key';
import { pathText } from '../path-text';
import { changedLines } from './changed-lines';
import { elsewhereText, valuesInWords } from './sections';
import { causeText, counted, fieldCount, fieldText, markOf, nameOf, objectsText, summaryText } from './words';

export interface TextOptions {
  readonly color: boolean;
  readonly width: number;
  /** All names, and whole objects. */
  readonly full: boolean;
}

export function textReport(explanations: readonly Explanation[], options: TextOptions): string {
  return explanations.map((explanation) => new Page(explanation, options).toString()).join('\n');
}

/** More are counted by kind. */
const MOST_NAMES = 6;

/** Of a consequence: the fields that bring it name all of theirs. */
const MOST_CAUSES = 3;

class Page {
  private readonly lines: string[] = [];
  private readonly color;
  private readonly mostNames;

  constructor(
    private readonly explanation: Explanation,
    private readonly options: TextOptions,
  ) {
    this.color = colors.createColors(options.color);
    this.mostNames = options.full ? Infinity : MOST_NAMES;
    const { environment, from, to, objects } = explanation;
    this.lines.push(
      `${environment === undefined ? '' : `${this.color.bold(visible(environment))}  `}${visible(`${from} → ${to}`)}`,
    );
    this.paragraph(2, summaryText(explanation));
    for (const remark of explanation.remarks) this.paragraph(2, remark, this.color.yellow);
    this.why();
    this.whatThen();
    if (objects.length > 0) this.what();
    this.elsewhere();
  }

  private why(): void {
    const told = valuesInWords(this.explanation);
    if (told.length === 0) return;
    this.title('Why');
    for (const { name, sides, place } of told) {
      const value = sides === '' ? '' : `: ${sides}`;
      const fits = name.length + value.length + place.length + 8 <= this.options.width;
      this.lines.push(`    ${this.color.bold(name)}${value}${fits ? `  ${this.color.dim(`(${place})`)}` : ''}`);
      if (!fits) this.paragraph(6, place, this.color.dim);
    }
  }

  private whatThen(): void {
    const found = foldConsequences(this.explanation);
    const { warnings } = this.explanation;
    if (found.length + warnings.length === 0) return;
    this.title('What then');
    const errors = found.filter(({ consequence }) => consequence.severity === 'error');
    for (const one of errors) this.consequence(one);
    for (const warning of warnings) {
      this.lines.push(`    ${this.severity('warning')} ${this.color.bold('values')}`);
      this.paragraph(6, warning);
    }
    for (const one of found.slice(errors.length)) this.consequence(one);
  }

  private consequence({ consequence, objects, cause }: FoldedConsequence): void {
    const { effect, severity, message, remedy } = consequence;
    this.lines.push(
      `    ${this.severity(severity)} ${this.color.bold(effect)}  ${objectsText(objects, this.mostNames)}`,
    );
    this.paragraph(6, message);
    const why = causeText(cause, this.explanation.values, this.options.full ? Infinity : MOST_CAUSES);
    if (why !== '') this.paragraph(6, `← ${why}`, this.color.cyan);
    if (remedy !== undefined) this.paragraph(6, `Do: ${remedy}`, this.color.green);
  }

  private what(): void {
    const { fields, objects } = fold(this.explanation);
    this.title('What changes');
    for (const { count, tail, change, cause, objects: places } of fields) {
      const [first] = places;
      if (first === undefined) continue;
      this.entry(
        4,
        `${String(count)} × ${visible(tail)}: ${fieldText(first, change, this.explanation.secrets)}`,
        cause,
      );
      this.paragraph(8, `in ${objectsText(places, this.mostNames)}`, this.color.dim);
    }
    for (const object of objects) this.object(object);
  }

  private object(object: ExplainedObject): void {
    const { secrets } = this.explanation;
    const mark = markOf(object);
    const whole = secrets.object(objectOf(object.change));
    const size = mark === '~' ? '' : `  (${counted(fieldCount(whole), 'field')})`;
    this.entry(4, `${mark} ${nameOf(object)}${size}`, object.cause, this.colorOf(mark));
    if (mark !== '~' && this.options.full) {
      for (const line of writeYaml(whole).trimEnd().split('\n'))
        this.lines.push(this.colorOf(mark)(`      ${mark} ${visible(line)}`));
    }
    for (const { change, cause } of object.fields) {
      const sides = secrets.sides(objectOf(object.change), change);
      const inside = changedLines(sides);
      const said = inside === undefined ? `: ${fieldText(object, change, secrets)}` : '';
      this.entry(8, `${visible(pathText(change.path))}${said}`, cause);
      for (const line of inside ?? []) this.lines.push(`          ${this.colorOf(line.charAt(0))(line)}`);
      if (this.options.full && inside === undefined) this.whole(sides.before, '-', sides.after, '+');
    }
  }

  /** Parts that a line cannot hold. */
  private whole(...sides: readonly unknown[]): void {
    for (let index = 0; index < sides.length; index += 2) {
      const [side, mark] = [sides[index], String(sides[index + 1])];
      if (typeof side !== 'object' || side === null) continue;
      const text = writeYaml(side as Parameters<typeof writeYaml>[0]);
      for (const line of text.trimEnd().split('\n'))
        this.lines.push(`          ${this.colorOf(mark)(`${mark} ${visible(line)}`)}`);
    }
  }

  private elsewhere(): void {
    const { elsewhere } = this.explanation;
    if (elsewhere.length === 0) return;
    this.title('Elsewhere');
    for (const one of elsewhere) this.paragraph(4, `${one.environment}: ${elsewhereText(one)}`);
  }

  private title(text: string): void {
    this.lines.push('', `  ${this.color.underline(text)}`);
  }

  /** Its cause behind it, or below where that is too long. */
  private entry(indent: number, text: string, cause: Cause, paint: (text: string) => string = String): void {
    const why = causeText(cause, this.explanation.values);
    const line = `${' '.repeat(indent)}${paint(text)}`;
    const fits = indent + text.length + why.length + 4 <= this.options.width;
    this.lines.push(why === '' || !fits ? line : `${line}  ${this.color.cyan(`← ${why}`)}`);
    if (why !== '' && !fits) this.paragraph(indent + 2, `← ${why}`, this.color.cyan);
  }

  private paragraph(indent: number, text: string, paint: (text: string) => string = String): void {
    for (const line of wrap(text, this.options.width - indent))
      this.lines.push(`${' '.repeat(indent)}${paint(visible(line))}`);
  }

  private severity(severity: Severity): string {
    const paint = { error: this.color.red, warning: this.color.yellow, info: this.color.blue }[severity];
    return paint(severity);
  }

  private colorOf(mark: string): (text: string) => string {
    return { '+': this.color.green, '-': this.color.red, '~': this.color.yellow, '@': this.color.dim }[mark] ?? String;
  }

  toString(): string {
    return `${this.lines.join('\n')}\n`;
  }
}
