import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { texts } from "../texts/en";
import { Icon } from "./Icon";

interface Props {
  readonly value: string;
  /** What it copies, as its label says. */
  readonly what: string;
  readonly onCopied?: () => void;
}

/** Copies a text; says so, and says it when the browser does not allow it. */
export function CopyButton({ value, what, onCopied }: Props) {
  const clipboard = useClipboard({ timeout: 2000 });
  const said = clipboard.error !== null ? texts.copyFailed : clipboard.copied ? texts.copied : texts.copy(what);
  const copy = () => {
    clipboard.copy(value);
    onCopied?.();
  };
  return (
    <>
      <Tooltip label={said}>
        <ActionIcon aria-label={texts.copy(what)} size="lg" onClick={copy}>
          <Icon name={clipboard.copied ? "good" : "copy"} {...(clipboard.copied ? { tone: "good" as const } : {})} />
        </ActionIcon>
      </Tooltip>
      <span className="sr-only" role="status">
        {clipboard.copied || clipboard.error !== null ? said : ""}
      </span>
    </>
  );
}
