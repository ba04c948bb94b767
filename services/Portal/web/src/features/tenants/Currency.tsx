import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Status } from "../../ui/Status";
import { formatClock } from "../../ui/Time";
import { rebuildQuery, type TenantPage, useRebuild } from "./tenants";

const words = texts.tenants.currency;
const late = 10;

/** How current the list is. An administrator can have it rebuilt. */
export function Currency({ list }: { readonly list: TenantPage }) {
  const [isOpen, setOpen] = useState(false);
  const rebuild = useRebuild();
  const isAdmin = useSession()?.user?.role === "admin";
  return (
    <div className="actions">
      {list.isRebuilding ? <Rebuilding /> : <Age list={list} />}
      {isAdmin && !list.isRebuilding && (
        <Button variant="default" size="xs" onClick={() => setOpen(true)}>
          {words.rebuild}
        </Button>
      )}
      <ConfirmDialog isOpen={isOpen} onClose={() => setOpen(false)} title={words.rebuildTitle} button={words.rebuild} isReasonRequired onConfirm={rebuild.mutateAsync}>
        <Text>{words.rebuildHint}</Text>
      </ConfirmDialog>
    </div>
  );
}

function Age({ list }: { readonly list: TenantPage }) {
  if (list.asOf === undefined) {
    return <Status tone="wait">{words.unknown}</Status>;
  }
  const behind = Math.round(list.behindSeconds ?? 0);
  return behind > late ? (
    <Status tone="wait">{words.behind(behind)}</Status>
  ) : (
    <Text size="sm" c="dimmed">
      {words.asOf(formatClock(new Date(list.asOf)), behind)}
    </Text>
  );
}

function Rebuilding() {
  const { data } = useQuery(rebuildQuery);
  const { total, done } = data?.rebuild ?? {};
  return <Status tone="wait">{total === undefined || done === undefined ? words.rebuilding : words.rebuildingOf(done, total)}</Status>;
}
