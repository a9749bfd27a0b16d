import type { Command, Operand, Pipeline, Statement } from './node';

/** Every statement, those inside of branches included. */
export function* statementsOf(body: readonly Statement[]): Generator<Statement> {
  for (const node of body) {
    yield node;
    if (node.type === 'if' || node.type === 'with' || node.type === 'range') {
      yield* statementsOf(node.body);
      yield* statementsOf(node.otherwise);
    }
  }
}

/** Every command, those in parentheses included. */
export function* commandsOf(body: readonly Statement[]): Generator<Command> {
  for (const node of statementsOf(body)) {
    if (node.type === 'template') {
      if (node.argument !== undefined) yield* commandsIn(node.argument);
    } else if ('pipeline' in node) yield* commandsIn(node.pipeline);
  }
}

export function* commandsIn(pipeline: Pipeline): Generator<Command> {
  for (const command of pipeline.commands) {
    yield command;
    for (const operand of command.operands) yield* commandsBelow(operand);
  }
}

function* commandsBelow(operand: Operand): Generator<Command> {
  if (operand.type === 'pipeline') yield* commandsIn(operand);
  else if (operand.type === 'chain') yield* commandsBelow(operand.of);
}

/** The functions that a body calls, with the places of their names. */
export function functionsOf(body: readonly Statement[]): readonly { readonly name: string; readonly offset: number }[] {
  return [...commandsOf(body)].flatMap(({ operands }) => operands.filter((operand) => operand.type === 'function'));
}
