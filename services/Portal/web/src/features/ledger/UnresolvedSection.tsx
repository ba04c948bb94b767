import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { FilterSelect } from "../../ui/FilterSelect";
import { Loading, Section } from "../../ui/Page";
import { Pager } from "../../ui/Pager";
import { Time } from "../../ui/Time";
import { RecordDialog } from "../audit/RecordDialog";
import { RecordTable } from "../audit/RecordTable";
import type { AuditRecord } from "../audit/recordList";
import { unresolvedPerPage, unresolvedQuery } from "./ledger";

const words = texts.ledger.unresolved;
type Age = keyof typeof words.ages;

/** Operations that began, and whose end nobody recorded. */
export function UnresolvedSection() {
  const [age, setAge] = useState<Age>("PT24H");
  const [asked, setAsked] = useState<Age>();
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<AuditRecord>();
  const { data, error, isFetching, refetch } = useQuery(unresolvedQuery(asked, page));

  function ask() {
    setPage(1);
    setAsked(age);
    if (age === asked && page === 1) {
      void refetch();
    }
  }

  return (
    <Section title={words.title}>
      <Text>{words.intro}</Text>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <FilterSelect label={words.olderThan} value={age} choices={words.ages} isRequired onChange={(value) => setAge(value ?? age)} />
        <Button type="submit" variant="default" loading={isFetching}>
          {words.show}
        </Button>
      </form>
      {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
      {isFetching && data === undefined && <Loading />}
      {data !== undefined && error === null && (
        <>
          <Text role="status">{data.total === 0 ? words.none : words.found(data.total)}</Text>
          <Text size="sm" c="dimmed">
            {words.lookedBackTo} <Time value={data.lookedBackTo} />
          </Text>
          {data.items.length > 0 && <RecordTable records={data.items} onOpen={setOpen} />}
          {data.total > 0 && <Pager of={words.title} page={page} pageSize={unresolvedPerPage} total={data.total} onPage={setPage} />}
        </>
      )}
      <RecordDialog record={open} onClose={() => setOpen(undefined)} />
    </Section>
  );
}
