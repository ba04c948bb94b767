export const shortestPassphrase = 12;
export const longestPassphrase = 256;

/** Whether the API takes it. */
export const isAllowedPassphrase = (text: string): boolean => text.length >= shortestPassphrase && text.length <= longestPassphrase;

/**
 * How hard a passphrase is to guess, roughly: 0 weak, 1 fair, 2 good, 3 strong. It counts the bits that its characters would have if they
 * were chosen at random, and counts repeated and neighbouring characters as one. A hint for the person, not a rule.
 */
export function strengthOf(text: string): 0 | 1 | 2 | 3 {
  const alphabet = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^a-zA-Z0-9]/, 30],
  ] as const;
  const size = alphabet.reduce((sum, [kind, count]) => sum + (kind.test(text) ? count : 0), 0);
  const surprising = [...text].filter((symbol, index) => Math.abs(symbol.charCodeAt(0) - text.charCodeAt(index - 1)) > 1 || index === 0);
  const bits = new Set(surprising).size < 6 ? 0 : surprising.length * Math.log2(Math.max(size, 1));
  return !isAllowedPassphrase(text) || bits < 50 ? 0 : bits < 70 ? 1 : bits < 95 ? 2 : 3;
}
