/** Who finds what: a tool has found a fault when it says something about the file that it doesn't say without the fault. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiServer } from './api-server';
import { BASE, type FaultFile, writeCorpus } from './corpus';
import { peers } from './peers';

export async function benchDetection(say: (line: string) => void): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  try {
    const files = writeCorpus(folder);
    const names = [BASE, ...files.map(({ file }) => file)];
    const found = new Map<string, ReadonlySet<FaultFile>>();
    for (const tool of await peers(say)) {
      say(`${tool.name} reads ${String(names.length)} files`);
      const reports = await tool.reports(folder, names);
      const usual = reports.get(BASE) ?? new Set();
      found.set(
        tool.name,
        new Set(files.filter(({ file }) => [...(reports.get(file) ?? [])].some((text) => !usual.has(text)))),
      );
    }
    const refused = await apiServer(files, say);
    if (refused !== undefined) found.set('kube-apiserver', refused);
    return table(files, found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function table(files: readonly FaultFile[], found: ReadonlyMap<string, ReadonlySet<FaultFile>>): readonly string[] {
  const tools = [...found.keys()];
  const finds = (tool: string, each: FaultFile) => found.get(tool)?.has(each) === true;
  const groups = [...new Set(files.map(({ fault }) => fault.group))];
  const row = (name: string, cells: readonly string[]) =>
    `  ${name.padEnd(26)}${cells.map((cell, index) => cell.padStart((tools[index - 1]?.length ?? 4) + 2)).join('')}`;
  const counts = (some: readonly FaultFile[]) => [
    String(some.length),
    ...tools.map((tool) => String(some.filter((each) => finds(tool, each)).length)),
  ];
  const [first = ''] = tools;
  const others = (each: FaultFile) => tools.slice(1).filter((tool) => finds(tool, each));
  const missed = files.filter((each) => !finds(first, each));
  const alone = files.filter((each) => finds(first, each) && others(each).length === 0);
  return [
    `Faults found, of ${String(files.length)} single ones`,
    row('', ['all', ...tools]),
    ...groups.map((group) => row(group, counts(files.filter(({ fault }) => fault.group === group)))),
    row('together', counts(files)),
    `Found by ${first} alone: ${String(alone.length)}`,
    `Missed by ${first}: ${missed.length === 0 ? 'none' : String(missed.length)}`,
    ...missed.map((each) => {
      const who = others(each);
      const by = who.length === 0 ? 'and by all others' : `but found by ${who.join(', ')}`;
      return `  ${each.fault.group}: ${each.fault.name} (${each.fault.object}), ${by}`;
    }),
  ];
}
