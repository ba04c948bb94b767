import { Alert, Button, SegmentedControl, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { oneOf, useFilters } from "../../app/filters";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Icon } from "../../ui/Icon";
import { Loading, Section } from "../../ui/Page";
import { CountedRotation } from "../rotation/CountedRotation";
import { BlastRadiusTable } from "./BlastRadiusTable";
import { type BlastRadius, blastRadiusQuery, scopeOf, type Subject } from "./reports";

const words = texts.reports.blastRadius;

/** After a lost laptop: what somebody saw, and rotating exactly that. */
export function BlastRadiusSection() {
  const [values, change] = useFilters(["of", "subject"]);
  const of: Subject = oneOf(words.subjects, values.of) ?? "user";
  const subject = values.subject?.slice(0, 400) ?? "";
  const { data, error, isFetching, refetch } = useQuery(blastRadiusQuery(of, subject));
  return (
    <Section title={words.title}>
      <Text>{words.intro}</Text>
      <div>
        <SegmentedControl
          aria-label={words.of}
          value={of}
          onChange={(value) => change({ of: value, subject: undefined })}
          data={Object.entries(words.subjects).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <SubjectForm key={of} of={of} subject={subject} onAsk={(value) => (value === subject ? void refetch() : change({ of, subject: value }))} />
      {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
      {isFetching && data === undefined && <Loading />}
      {data !== undefined && error === null && <Report report={data} />}
    </Section>
  );
}

function SubjectForm({ of, subject, onAsk }: { readonly of: Subject; readonly subject: string; readonly onAsk: (value: string) => void }) {
  const [text, setText] = useState(subject);
  const [isMissing, setMissing] = useState(false);
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(text.trim() === "");
        if (text.trim() !== "") {
          onAsk(text.trim());
        }
      }}
    >
      <div className="filters-search">
        <TextInput
          label={words.labels[of]}
          description={words.hints[of]}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={isMissing ? words.missing : undefined}
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <Button type="submit">{words.ask}</Button>
    </form>
  );
}

function Report({ report }: { readonly report: BlastRadius }) {
  const scope = scopeOf(report);
  return (
    <>
      <Alert
        role="status"
        icon={<Icon name={report.exposed > 0 ? "warning" : "good"} tone={report.exposed > 0 ? "bad" : "good"} />}
        title={words.result(report.total, report.exposed)}
      >
        <Text>{report.exposed > 0 ? words.exposedHint : words.safeHint}</Text>
        {!report.isComplete && <Text>{words.incomplete}</Text>}
        {report.rotate?.note !== undefined && <Text>{report.rotate.note}</Text>}
      </Alert>
      {scope !== undefined && <CountedRotation bulks={[{ button: words.rotate, scope }]} />}
      {report.items.length > 0 && <BlastRadiusTable items={report.items} />}
    </>
  );
}
