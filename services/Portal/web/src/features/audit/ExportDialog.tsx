import { Alert, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Icon } from "../../ui/Icon";
import type { AuditFilter } from "./auditFilters";
import { type Export, useRequestExport } from "./exports";

const words = texts.audit.exports;

/** Asks for a copy of the records that are shown now. */
export function ExportDialog({ filter, onClose }: { readonly filter: AuditFilter; readonly onClose: () => void }) {
  const request = useRequestExport();
  const [format, setFormat] = useState<Export["format"]>("csv");
  const filters = Object.entries(filter);
  return (
    <ConfirmDialog isOpen onClose={onClose} title={words.request} button={words.ask} isReasonRequired onConfirm={(reason) => request.mutateAsync({ format, filter, reason })}>
      <Alert icon={<Icon name="info" />} title={words.twoPeople}>
        <Text>{words.twoPeopleHint}</Text>
      </Alert>
      <Text>{filters.length === 0 ? words.everything : words.filtered(filters.map(([name, value]) => `${name}=${value}`).join(", "))}</Text>
      <Radio.Group label={words.format} value={format} onChange={(value) => setFormat(value === "json" ? "json" : "csv")}>
        <Stack gap="xs" mt="xs">
          <Radio value="csv" label={words.formats.csv} />
          <Radio value="json" label={words.formats.json} />
        </Stack>
      </Radio.Group>
    </ConfirmDialog>
  );
}
