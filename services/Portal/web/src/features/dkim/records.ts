import { texts } from "../../texts/en";
import type { DnsRecord } from "./dkim";

const words = texts.dkim.differences;
const spaces = /\s+/g;

/** The parts of a DKIM record (RFC 6376, 3.2); undefined when it is none. White space within values means nothing. */
export function partsOf(value: string): ReadonlyMap<string, string> | undefined {
  const parts = new Map<string, string>();
  for (const part of value.split(";").filter((text) => text.trim() !== "")) {
    const at = part.indexOf("=");
    if (at < 1) {
      return undefined;
    }
    parts.set(part.slice(0, at).trim(), part.slice(at + 1).replace(spaces, ""));
  }
  return parts.size === 0 ? undefined : parts;
}

/** What is wrong with a record that DNS shows, in words; nothing when there is nothing to compare. */
export function differencesOf({ type, value, observed, observedValue }: DnsRecord): readonly string[] {
  if (observed !== "differs" || observedValue === undefined || type !== "TXT") {
    return [];
  }
  if (observedValue.includes('"')) {
    return [words.quotes];
  }
  const [wanted, found] = [partsOf(value), partsOf(observedValue)];
  if (wanted === undefined || found === undefined) {
    return [words.unreadable];
  }
  const differences = [...wanted].flatMap(([tag, text]) => differenceOf(tag, text, found.get(tag)));
  const extra = [...found.keys()].filter((tag) => !wanted.has(tag)).map(words.extra);
  return differences.length + extra.length === 0 ? [words.spacing] : [...differences, ...extra];
}

function differenceOf(tag: string, wanted: string, found: string | undefined): readonly string[] {
  return found === wanted ? []
    : found === undefined ? [words.missing(tag)]
    : tag === "p" && found === "" ? [words.revoked]
    : tag === "p" && found.length < wanted.length && wanted.startsWith(found) ? [words.cut]
    : [words.part(tag)];
}

/** How many records are not in DNS as they have to be. */
export const problemsOf = (records: readonly DnsRecord[]): number => records.filter(({ observed }) => observed !== "matches").length;
