import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { Loading } from "../../ui/Page";
import { Status } from "../../ui/Status";
import type { AuditFilter } from "./auditFilters";
import { RecordDialog } from "./RecordDialog";
import { RecordTable } from "./RecordTable";
import type { AuditRecord } from "./recordList";
import { useRecords } from "./useRecords";

const words = texts.audit;

/** The records of a filter. They stand still while the pointer is on them, while the keyboard is among them, or when somebody pauses them. */
export function AuditRecords({ filter }: { readonly filter: AuditFilter }) {
  const [isHeld, setHeld] = useState(false);
  const [isRead, setRead] = useState(false);
  const [open, setOpen] = useState<AuditRecord>();
  const isPaused = isHeld || isRead || open !== undefined;
  const records = useRecords(filter, isPaused);
  const state = !records.isLive ? "still" : records.isReconnecting ? "reconnecting" : isHeld ? "paused" : isPaused ? "reading" : "live";
  return (
    <>
      <div className="actions">
        <Status tone={state === "live" ? "good" : state === "reconnecting" ? "wait" : "none"}>{words.states[state]}</Status>
        {records.isLive && (
          <Button variant="default" size="xs" onClick={() => setHeld(!isHeld)}>
            {isHeld ? words.resume : words.pause}
          </Button>
        )}
        <Text size="sm" role="status">
          {records.isCut ? words.manyWaiting : records.waiting.length > 0 ? words.waiting(records.waiting.length) : ""}
        </Text>
      </div>
      {records.failure !== null && <Failure failure={records.failure} onRetry={records.readNewest} />}
      {!records.hasRead && records.failure === null && <Loading />}
      {records.hasRead && records.shown.length === 0 && <Text c="dimmed">{words.none}</Text>}
      {records.shown.length > 0 && (
        <div
          onMouseEnter={() => setRead(true)}
          onMouseLeave={(event) => setRead(event.currentTarget.querySelector(":focus-visible") !== null)}
          onFocus={(event) => setRead(event.target.matches(":focus-visible, :hover"))}
          onBlur={(event) => setRead(event.currentTarget.matches(":hover"))}
        >
          <RecordTable records={records.shown} onOpen={setOpen} />
        </div>
      )}
      {records.hasOlder && (
        <div className="actions">
          <Button variant="default" loading={records.isReading} onClick={records.readOlder}>
            {texts.activity.more}
          </Button>
        </div>
      )}
      <RecordDialog record={open} onClose={() => setOpen(undefined)} />
    </>
  );
}
