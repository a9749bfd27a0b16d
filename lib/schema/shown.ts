import type { Json } from '../yaml/json';

const LIMIT = 60;

/** A value as messages show it: JSON, cut to 60 characters without writing out the rest. */
export function shown(value: Json | undefined): string {
  const text = written(value, LIMIT + 1);
  return text.length > LIMIT ? `${text.slice(0, LIMIT - 3)}...` : text;
}

/** The value's JSON, or at least the first `room` characters of it. */
function written(value: Json | undefined, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room));
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  for (const key of Object.keys(value)) {
    if (text.length >= room) return text;
    if (text.length > 1) text += ',';
    if (!isList) text += `${JSON.stringify(key.slice(0, room))}:`;
    text += written((value as Readonly<Record<string, Json>>)[key], room - text.length);
  }
  return text + (isList ? ']' : '}');
}
