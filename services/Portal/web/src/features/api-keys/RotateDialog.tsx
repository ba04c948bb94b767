import { NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { type ApiKey, type IssuedApiKey, isUsedNow, useRotateApiKey } from "./apiKeys";

const words = texts.apiKeys;
const { rotate } = words;

interface Props {
  readonly apiKey: ApiKey;
  readonly onIssued: (issued: IssuedApiKey) => void;
  readonly onClose: () => void;
}

/** Asks for how long the present key goes on beside its successor. */
export function RotateDialog({ apiKey, onIssued, onClose }: Props) {
  const rotation = useRotateApiKey(apiKey);
  const [grace, setGrace] = useState("PT24H");
  return (
    <ConfirmDialog isOpen onClose={onClose} title={rotate.title} button={words.buttons.rotate} isWithoutReason onConfirm={async () => onIssued(await rotation.mutateAsync(grace))}>
      <Text className="wrap">{apiKey.name}</Text>
      <Text>{rotate.hint}</Text>
      <NativeSelect
        label={rotate.grace}
        value={grace}
        onChange={(event) => setGrace(event.currentTarget.value)}
        data={Object.entries(rotate.graces).map(([value, label]) => ({ value, label }))}
      />
      {grace === "PT0S" && isUsedNow(apiKey) && <Text fw={600}>{words.usedNow}</Text>}
    </ConfirmDialog>
  );
}
