/** CHANGELOG.md as https://keepachangelog.com/en/1.1.0/ has it: a section for each version. */

export const UNRELEASED = 'Unreleased';

/** What stands below a version's heading, `## [1.0.0] - 2026-11-24`; undefined where there is none. */
export function changelogSection(changelog: string, version: string): string | undefined {
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`## [${version}]`));
  if (start < 0) return undefined;
  const below = lines.slice(start + 1);
  const end = below.findIndex((line) => line.startsWith('## '));
  return below
    .slice(0, end < 0 ? undefined : end)
    .join('\n')
    .trim();
}
