/** Lets Node import a program that runs in the cluster as its text. For tsx and Jest, which know no loader for text: `--require` this, or name it as a transform. esbuild has `--loader:.py=text`. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- Jest and tsx load this file as CommonJS.
const { readFileSync } = require('node:fs');

/** A module whose default export is the text. */
function moduleOf(text) {
  return `Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = ${JSON.stringify(text)};\n`;
}

for (const ending of ['.py', '.sh', '.conf', '.njs']) {
  require.extensions[ending] = (module, file) => {
    module._compile(moduleOf(readFileSync(file, 'utf8')), file);
  };
}

module.exports = { process: (text) => ({ code: moduleOf(text) }) };
