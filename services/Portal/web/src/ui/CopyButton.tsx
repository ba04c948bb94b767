import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { texts } from "../texts/en";
import { Icon } from "./Icon";

/** Copies a text; says so, and says it when the browser does not allow it. */
export function CopyButton({ value, what }: { readonly value: string; readonly what: string }) {
  const clipboard = useClipboard({ timeout: 2000 });
  const said = clipboard.error !== null ? texts.copyFailed : clipboard.copied ? texts.copied : texts.copy(what);
  return (
    <>
      <Tooltip label={said}>
        <ActionIcon aria-label={texts.copy(what)} size="lg" onClick={() => clipboard.copy(value)}>
          <Icon name={clipboard.copied ? "good" : "copy"} {...(clipboard.copied ? { tone: "good" as const } : {})} />
        </ActionIcon>
      </Tooltip>
      <span className="sr-only" role="status">
        {clipboard.copied || clipboard.error !== null ? said : ""}
      </span>
    </>
  );
}
