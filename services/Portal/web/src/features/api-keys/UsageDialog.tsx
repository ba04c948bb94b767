import { Button, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { QueryState } from "../../ui/QueryState";
import { type ApiKey, type Owner, type Permission, type Span, usageQuery } from "./apiKeys";
import { UsageChart } from "./UsageChart";

const words = texts.apiKeys;

interface Props {
  readonly owner: Owner;
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

/** How often a key was used, by time and by permission. */
export function UsageDialog({ owner, apiKey, onClose }: Props) {
  const [span, setSpan] = useState<Span>("day");
  const query = useQuery(usageQuery(owner, apiKey.keyId, span));
  const { data } = query;
  return (
    <Modal opened onClose={onClose} title={words.usage.title(apiKey.name)} size="lg">
      <Stack>
        <FilterSelect label={words.usage.span} value={span} choices={words.usage.spans} isRequired onChange={(value) => setSpan(value ?? "day")} />
        <QueryState query={query} />
        {data !== undefined && (
          <>
            <Text role="status">{words.usage.total(data.total)}</Text>
            {data.total > 0 && <UsageChart buckets={data.buckets} span={span} />}
            {Object.entries(data.byPermission).length > 0 && (
              <ul>
                {Object.entries(data.byPermission).map(([permission, count]) => (
                  <li key={permission}>{words.usage.of(words.permissionNames[permission as Permission] ?? words.usage.noPermission, count)}</li>
                ))}
              </ul>
            )}
            <Text size="sm" c="dimmed">
              {words.usage.delay}
            </Text>
          </>
        )}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {texts.close}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
