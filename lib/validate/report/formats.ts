import { github } from './github';
import { json } from './json';
import { junit } from './junit';
import type { Format } from './report';
import { sarif } from './sarif';
import { text } from './text';

export type FormatName = 'text' | 'json' | 'sarif' | 'junit' | 'github';

export const formats: Readonly<Record<FormatName, Format>> = { text, json, sarif, junit, github };

export const formatNames = Object.keys(formats) as readonly FormatName[];
