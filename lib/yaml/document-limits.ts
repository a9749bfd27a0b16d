/**
 * What one document may cost. The parser keeps an event of some 100 bytes for each key, value and bracket, so a document
 * is refused before it is parsed if that could exhaust the memory. Kubernetes itself takes 3 MB in one request; the
 * Lists that `kubectl get` writes are longer, but have few values in a line.
 */

/** Characters. */
const largestDocument = 64 * 1024 * 1024;
const mostSeparators = 1_500_000;
/** What is shorter cannot have too many. */
const harmless = mostSeparators;

/** Why a document is not read; undefined for all that people write. */
export function exceededLimit(text: string): string | undefined {
  if (text.length <= harmless) return undefined;
  const remedy = 'put each object into a document of its own (---)';
  if (text.length > largestDocument) return `a document of more than 64 MB: ${remedy}`;
  let separators = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    // Line breaks, "," and the brackets that open something.
    if (code === 0x0a || code === 0x0d || code === 0x2c || code === 0x5b || code === 0x7b) separators++;
  }
  return separators > mostSeparators ? `a document of more than 1,500,000 lines and items: ${remedy}` : undefined;
}
