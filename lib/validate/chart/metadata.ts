/** Chart.yaml, as far as rendering needs it, and the charts inside a chart. */
import { readDocuments } from '../../yaml/read';
import { isRecord, type JsonObject } from '../object';
import type { ChartView } from './chart-view';

/** Chart.yaml of the chart in a folder (`''`, `charts/sub/`); undefined where there is none that can be read. */
export function metadataOf({ files }: ChartView, folder: string): JsonObject | undefined {
  const text = files.get(`${folder}Chart.yaml`);
  if (text === undefined) return undefined;
  try {
    const value = readDocuments(text, 'Chart.yaml')[0]?.value;
    return isRecord(value) ? value : undefined;
  } catch {
    // Helm says what is wrong with it.
    return undefined;
  }
}

/** `['', 'charts/sub/', 'charts/sub/charts/deeper/']` */
export function chartFolders({ files }: ChartView): readonly string[] {
  return [...files.keys()]
    .map((path) => /^((?:charts\/[^/]+\/)*)Chart\.yaml$/.exec(path)?.[1])
    .filter((folder) => folder !== undefined);
}

/**
 * The file that Helm names `parent/charts/alias/templates/x.yaml`: it knows charts by name or alias, not by folder.
 * Undefined where there is no such file.
 */
export function fileOfTemplate(view: ChartView, name: string): string | undefined {
  const rest = name.slice(name.indexOf('/') + 1);
  const file = resolveIn(view, '', rest);
  return file !== undefined && view.files.has(file) ? file : undefined;
}

function resolveIn(view: ChartView, folder: string, path: string): string | undefined {
  const match = /^charts\/([^/]+)\/(.*)$/s.exec(path);
  if (match === null) return folder + path;
  const [, name = '', rest = ''] = match;
  const dependencies = metadataOf(view, folder)?.['dependencies'];
  const aliased = (Array.isArray(dependencies) ? (dependencies as readonly unknown[]) : [])
    .filter(isRecord)
    .find(({ alias }) => alias === name)?.['name'];
  const names = [name, aliased];
  const child = chartFolders(view).find(
    (each) => /^charts\/[^/]+\/$/.test(each.slice(folder.length)) && isChild(each, folder) && named(view, each, names),
  );
  return child === undefined ? undefined : resolveIn(view, child, rest);
}

function isChild(folder: string, parent: string): boolean {
  return folder.startsWith(parent) && folder !== parent;
}

function named(view: ChartView, folder: string, names: readonly unknown[]): boolean {
  return names.includes(metadataOf(view, folder)?.['name']);
}
