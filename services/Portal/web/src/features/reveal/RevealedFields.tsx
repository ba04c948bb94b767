import { Alert, Button, Stack, Text } from "@mantine/core";
import { texts } from "../../texts/en";
import { Fact } from "../../ui/Fact";
import { Icon } from "../../ui/Icon";
import { Time } from "../../ui/Time";
import { clipboardSeconds } from "./clipboard";
import { RevealedField } from "./RevealedField";
import { clockOf, lastWarning, longestShown, type RevealedSecret } from "./reveals";
import { type Ending, useShownFor } from "./useShownFor";

const words = texts.reveal;

/** In which order fields are shown; others follow. */
const order = ["username", "password", "host", "port", "encryption", "imapPort", "webmailUrl"];

interface Props {
  readonly revealed: RevealedSecret;
  readonly onEnd: (ending?: Ending) => void;
  readonly onReplace: (action: "rotate" | "emergency-reset") => void;
}

/** The fields of a secret, until their time is over. */
export function RevealedFields({ revealed, onEnd, onReplace }: Props) {
  const left = useShownFor(longestShown, onEnd);
  const isEnding = left <= lastWarning;
  const names = Object.keys(revealed.fields).sort((one, other) => placeOf(one) - placeOf(other));
  return (
    <Stack>
      <Text role="timer" fw={600} aria-label={words.left} data-tone={isEnding ? "bad" : undefined} className="countdown">
        {words.expiresIn(clockOf(left))}
      </Text>
      <span className="sr-only" role="status">
        {isEnding ? words.lastMinute : ""}
      </span>
      <Alert icon={<Icon name="warning" tone={isEnding ? "bad" : "wait"} />} title={isEnding ? words.lastMinute : words.warning}>
        <Text>{words.warningHint}</Text>
      </Alert>
      <dl className="facts">
        {names.map((name) => (
          <RevealedField key={name} name={name} value={revealed.fields[name] ?? ""} />
        ))}
        <Fact name={words.created}>
          <Time value={revealed.createdAt} />
        </Fact>
        <Fact name={words.lastRotated}>
          <Time value={revealed.lastRotated} />
        </Fact>
        <Fact name={words.nextRotation}>{revealed.nextRotation === undefined ? texts.notKnown : <Time value={revealed.nextRotation} />}</Fact>
      </dl>
      <Text size="sm" c="dimmed">
        {words.clipboard(clipboardSeconds)}
      </Text>
      <div className="actions actions-end">
        <Button variant="default" className="danger-button" onClick={() => onReplace("emergency-reset")}>
          {texts.tenantSecrets.actions["emergency-reset"].button}
        </Button>
        <Button variant="default" onClick={() => onReplace("rotate")}>
          {texts.tenantSecrets.actions.rotate.button}
        </Button>
        <Button onClick={() => onEnd()} data-autofocus>
          {words.close}
        </Button>
      </div>
    </Stack>
  );
}

const placeOf = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
