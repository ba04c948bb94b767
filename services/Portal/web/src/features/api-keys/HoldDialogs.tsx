import { Text } from "@mantine/core";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { type ApiKey, isUsedNow, useHoldApiKey, useReleaseApiKey } from "./apiKeys";

const words = texts.apiKeys;

interface Props {
  readonly apiKey: ApiKey;
  readonly open: "hold" | "release" | undefined;
  readonly onClose: () => void;
}

/** Puts the end of a rotated key off, for a reason, and lets it end. */
export function HoldDialogs({ apiKey, open, onClose }: Props) {
  const hold = useHoldApiKey(apiKey);
  const release = useReleaseApiKey(apiKey);
  return (
    <>
      <ConfirmDialog
        isOpen={open === "hold"}
        onClose={onClose}
        title={words.hold.title}
        button={words.buttons.hold}
        isReasonRequired
        onConfirm={(reason) => hold.mutateAsync(reason)}
      >
        <Text className="wrap">{apiKey.name}</Text>
        <Text>{words.hold.hint}</Text>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={open === "release"}
        onClose={onClose}
        title={words.release.title}
        button={words.buttons.release}
        isDanger
        onConfirm={(reason) => release.mutateAsync(reason)}
      >
        <Text className="wrap">{apiKey.name}</Text>
        <Text>{words.release.hint}</Text>
        {isUsedNow(apiKey) && <Text fw={600}>{words.usedNow}</Text>}
      </ConfirmDialog>
    </>
  );
}
