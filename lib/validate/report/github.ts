/**
 * Workflow commands that GitHub shows beside the lines of a pull request. Escaping: toolkit/packages/core/src/command.ts
 * of github.com/actions/toolkit; properties also escape what separates them.
 */
import { visible, withoutCommandInside } from '../../text/visible';
import { counts, omittedText, type Format } from './report';
import type { Location, Severity } from '../finding';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

export const github: Format = ({ findings, omitted = [], unreadable }) => {
  const lines = [
    ...unreadable.map(({ reason, ...location }) => command('error', location, 'cannot be read', reason)),
    ...findings
      .filter(counts)
      .map(({ rule, severity, message, location, path }) =>
        command(commands[severity], location, rule, path === '' ? message : `${path}: ${message}`),
      ),
    ...omitted
      .filter(({ isSuppressed }) => !isSuppressed)
      .map((more) => `::${commands[more.severity]} title=${property(more.rule)}::${data(omittedText(more))}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
};

function command(name: string, { file, line, column }: Location, title: string, message: string): string {
  const properties = { file, line, col: column, title };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${written.join(',')}::${data(message)}`;
}

/** The runner prints what it has unescaped: all but line breaks is made visible before. */
function data(text: string): string {
  const parts = text
    .split(/([\r\n]+)/)
    .map((part, index) => (index % 2 === 0 ? withoutCommandInside(visible(part)) : part));
  return parts.join('').replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
