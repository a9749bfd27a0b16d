/** CHANGELOG.md: what it says of a version, and what becomes of it when one is released (https://keepachangelog.com/en/1.1.0/). */
import { changelogSection, UNRELEASED } from '../lib/text/changelog-section';
import { SettingsError } from '../lib/validate/settings/settings-error';

/** As Artifact Hub shows them: https://artifacthub.io/docs/topics/annotations/helm */
export interface Change {
  readonly kind: Kind;
  /** One line, without marks of Markdown but those of code. */
  readonly description: string;
}

export type Kind = 'added' | 'changed' | 'deprecated' | 'removed' | 'fixed' | 'security';

/** What whoever upgrades has to know comes first: of more than fits, the rest is left out. */
const KINDS: Readonly<Record<string, Kind>> = {
  'What an upgrade changes': 'changed',
  Security: 'security',
  Removed: 'removed',
  Deprecated: 'deprecated',
  Changed: 'changed',
  Fixed: 'fixed',
  Added: 'added',
};

/**
 * Characters of a description, and bytes of all: each release keeps its Chart.yaml in a Secret of the cluster, and a registry shows the
 * annotations in its manifest.
 */
const LONGEST = 200;
const LARGEST = 12 * 1024;

/** What stands below a version's heading. @throws SettingsError where there is none */
export function sectionOf(changelog: string, version: string): string {
  const section = changelogSection(changelog, version);
  if (section !== undefined) return section;
  throw new SettingsError(`CHANGELOG.md has no heading ## [${version}]: write one, with its date`);
}

/**
 * The changes of a section, the most important kinds first, as many as fit; the last one says how many more there are.
 *
 * @throws SettingsError for a heading that names no kind, or an entry below none
 */
export function changesIn(section: string, version: string): readonly Change[] {
  const changes = entriesIn(section)
    .map(([heading, entry]) => ({ kind: kindOf(heading), heading, description: described(entry) }))
    .sort((a, b) => order(a.heading) - order(b.heading))
    .map(({ kind, description }): Change => ({ kind, description }));
  const sizes = changes.map(({ kind, description }) =>
    Buffer.byteLength(`- kind: ${kind} description: ${description}`),
  );
  let size = 0;
  const fitting = sizes.findIndex((each) => (size += each) > LARGEST);
  if (fitting < 0) return changes;
  const left = changes.length - fitting;
  return [
    ...changes.slice(0, fitting),
    { kind: 'changed', description: `And ${String(left)} more: CHANGELOG.md has all changes of ${version}` },
  ];
}

/** The file once that version is released: what was unreleased is the version's, and nothing is unreleased. */
export function withRelease(changelog: string, version: string, date: string): string {
  return changelog.replace(`## [${UNRELEASED}]\n`, `## [${UNRELEASED}]\n\n## [${version}] - ${date}\n`);
}

function order(heading: string): number {
  return Object.keys(KINDS).indexOf(heading);
}

function kindOf(heading: string): Kind {
  const kind = KINDS[heading];
  if (kind !== undefined) return kind;
  throw new SettingsError(
    `CHANGELOG.md: the heading ### ${heading} says no kind of change: expected one of ${Object.keys(KINDS).join(', ')}`,
  );
}

/** Entries of the lists, below their headings; what is indented below an entry is its text, except further lists. Sentences between lists are none. */
function entriesIn(section: string): readonly (readonly [heading: string, entry: string])[] {
  const entries: [string, string][] = [];
  let heading: string | undefined;
  let isNested = false;
  for (const line of section.split('\n')) {
    const [, title] = /^### (.+)$/.exec(line) ?? [];
    const [, begun] = /^- (.+)$/.exec(line) ?? [];
    if (title !== undefined) heading = title.trim();
    else if (begun !== undefined) {
      if (heading === undefined)
        throw new SettingsError(`CHANGELOG.md: "${begun}" stands below no heading such as ### Fixed`);
      entries.push([heading, begun]);
      isNested = false;
    } else if (/^\s+[-*] /.test(line)) isNested = true;
    else if (/^\s+\S/.test(line)) {
      const last = entries.at(-1);
      if (last !== undefined && !isNested) last[1] += ` ${line.trim()}`;
    }
  }
  return entries;
}

/** Its first sentence, as plain text. */
function described(entry: string): string {
  const plain = entry
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    // Not those of a glob, in marks of code.
    .replace(/(?<!`)\*\*(?=\S)(.+?)(?<=\S)\*\*(?!`)/g, '$1')
    .replace(/ \((?:docs\/)?[\w-]+\.md(?:#[\w-]+)?\)/g, '');
  const [sentence] = /^.+?[.!?](?=\s+[^a-z\s]|$)/.exec(plain) ?? [plain];
  const text = sentence.replace(/[.:]$/, '');
  if (text.length <= LONGEST) return text;
  const cut = text.slice(0, LONGEST - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > 0 ? cut.slice(0, space) : cut).replace(/[,;:]$/, '')}…`;
}
