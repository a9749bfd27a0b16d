/**
 * A Go (RE2) pattern for JavaScript. The only difference that Kubernetes' definitions make use of is `(?i)`, which
 * ignores case up to the end of its group; Node 20 knows no such flag inside a pattern, so each letter is spelled in
 * both cases: `(?i)no` becomes `[nN][oO]`. A pattern that JavaScript refuses is an error.
 */
export function regexFromGo(pattern: string): string {
  const translated = withoutInlineFlags(pattern);
  new RegExp(translated, 'u');
  return translated;
}

function withoutInlineFlags(pattern: string): string {
  // One entry per open group: does it ignore case?
  const groups = [false];
  let inClass = false;
  return pattern.replace(/\(\?i\)|\\.|[a-z]-[a-z]|[A-Z]-[A-Z]|[A-Za-z]|[()[\]]/gu, (token) => {
    const ignoreCase = groups.at(-1) ?? false;
    if (token === '(?i)') {
      groups[groups.length - 1] = true;
      return '';
    }
    if (token === '[') inClass = true;
    else if (token === ']') inClass = false;
    else if (token === '(' && !inClass) groups.push(ignoreCase);
    else if (token === ')' && !inClass) groups.pop();
    else if (ignoreCase && /^[A-Za-z]/.test(token)) {
      const both = token.toLowerCase() + token.toUpperCase();
      return inClass ? both : `[${both}]`;
    }
    return token;
  });
}
