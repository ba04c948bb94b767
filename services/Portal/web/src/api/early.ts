declare global {
  /** Answers that were asked for before the scripts ran, by address. */
  var earlyAnswers: Record<string, Promise<Response>> | undefined;
}

/** Since the page's load, in ms. Somebody else may have signed in by then, and whoever asks wants to know how it is now. */
const longest = 10_000;

/** The answer that was asked for early, once; the answer to `ask` when there is none, or when it was a refusal. */
export async function earlyOr(address: string, ask: () => Promise<Response>): Promise<Response> {
  const early = globalThis.earlyAnswers?.[address];
  if (early === undefined || performance.now() > longest) {
    return ask();
  }
  delete globalThis.earlyAnswers?.[address];
  const answer = await early;
  return answer.ok ? answer : ask();
}
