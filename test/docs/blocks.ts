/** Blocks of code of a page, and whether what reads their language can read them. */
import { spawnSync } from 'node:child_process';
import { Lexer, type Token, type Tokens } from 'marked';
import ts from 'typescript';
import { YamlError } from '../../lib/yaml/error';
import { readDocuments } from '../../lib/yaml/read';

export interface CodeBlock {
  /** Of a fence; empty for what is indented by four. */
  readonly language: string;
  readonly text: string;
}

/** In reading order, those in lists, too; what is quoted is somebody else's. */
export function codeIn(markdown: string): readonly CodeBlock[] {
  return codeAmong(Lexer.lex(markdown));
}

function codeAmong(tokens: readonly Token[]): readonly CodeBlock[] {
  return tokens.flatMap((token) => {
    if (token.type === 'list') return (token as Tokens.List).items.flatMap((item) => codeAmong(item.tokens));
    if (token.type !== 'code') return [];
    const { lang, text } = token as Tokens.Code;
    return [{ language: lang ?? '', text: text.trimEnd() }];
  });
}

/** By language: what is wrong with a text, undefined if nothing is. Languages that are not here have a test that runs them. */
export const READERS: Readonly<Record<string, (text: string) => string | undefined>> = {
  yaml: problemOfYaml,
  json: problemOfJson,
  sh: problemOfShell,
  ts: problemOfTypeScript,
  ini: problemOfVariables,
  python: problemOfPython,
  py: problemOfPython,
};

function problemOfYaml(text: string): string | undefined {
  try {
    readDocuments(text, 'block');
    return undefined;
  } catch (error) {
    if (error instanceof YamlError) return error.message;
    throw error;
  }
}

function problemOfJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function problemOfShell(text: string): string | undefined {
  return problemSaidBy('bash', ['-n'], text);
}

/** Its form; what it means the tests say that run it. */
function problemOfTypeScript(text: string): string | undefined {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
  return diagnostics.length === 0
    ? undefined
    : diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')).join('; ');
}

/** Its form, too. */
function problemOfPython(text: string): string | undefined {
  return problemSaidBy('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], text);
}

function problemSaidBy(program: string, words: readonly string[], text: string): string | undefined {
  const { status, stderr, error } = spawnSync(program, words, { input: text, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return status === 0 ? undefined : stderr.trim();
}

/** Lines of a file such as `.env`. */
function problemOfVariables(text: string): string | undefined {
  return text.split('\n').find((line) => !/^(#.*|[A-Za-z_][\w.-]*=.*|)$/.test(line));
}
