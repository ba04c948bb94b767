import { Text } from "@mantine/core";
import { texts } from "../../texts/en";
import { Code } from "../../ui/Code";
import { CopyButton } from "../../ui/CopyButton";
import { Fact } from "../../ui/Fact";
import { Status, type Tone } from "../../ui/Status";
import { Time } from "../../ui/Time";
import type { DnsRecord } from "./dkim";
import { differencesOf } from "./records";

const words = texts.dkim.records;
const tones: Readonly<Record<DnsRecord["observed"], Tone>> = { matches: "good", missing: "bad", differs: "bad" };

/** A record to publish, with what to copy and what DNS says of it. */
export function DnsRecordCard({ record }: { readonly record: DnsRecord }) {
  const { name, type, ttl, value, strings, purpose, observed, observedAt, observedValue } = record;
  const differences = differencesOf(record);
  // Nobody has looked yet, or no name server has answered.
  const isKnown = observedAt !== undefined && Object.hasOwn(tones, observed);
  return (
    <section className="record" aria-label={words.record(words.purposes[purpose], name)}>
      <div className="card-head">
        <Text fw={600}>{words.purposes[purpose]}</Text>
        <Status tone={isKnown ? tones[observed] : "wait"}>{isKnown ? words.states[observed] : words.never}</Status>
      </div>
      <Text size="sm" c="dimmed">
        {words.purposeHints[purpose]}
      </Text>
      <dl className="facts facts-dense">
        <Fact name={words.name}>
          <span className="mono">{name}</span>
          <CopyButton value={name} what={words.name} />
        </Fact>
        <Fact name={words.type}>{type}</Fact>
        <Fact name={words.ttl}>{words.seconds(ttl)}</Fact>
        {isKnown && (
          <Fact name={words.observed}>
            <span>
              {words.states[observed]}, {words.observedAt} <Time value={observedAt} />
            </span>
          </Fact>
        )}
      </dl>
      <Text size="sm">{words.value}</Text>
      <Code what={words.value}>{value === "" ? words.emptyValue : value}</Code>
      {strings.length > 1 && (
        <details className="disclosure">
          <summary>{words.strings(strings.length)}</summary>
          <div className="disclosure-body">
            <Text size="sm" c="dimmed">
              {words.stringsHint}
            </Text>
            {strings.map((part, index) => (
              <Code key={`${index}/${part}`} what={words.string(index + 1)}>
                {part}
              </Code>
            ))}
          </div>
        </details>
      )}
      {observed === "differs" && observedValue !== undefined && (
        <>
          <Text size="sm">{words.found}</Text>
          <Code what={words.found}>{observedValue === "" ? words.emptyValue : observedValue}</Code>
          {differences.length > 0 && (
            <>
              <Text size="sm">{words.difference}</Text>
              <ul className="tips">
                {differences.map((difference) => (
                  <li key={difference}>{difference}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}
