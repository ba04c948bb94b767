import { Alert, Text } from "@mantine/core";
import { Icon, type IconName } from "../../ui/Icon";
import type { SshCredentials } from "./credentials";

type Attention = SshCredentials["attention"][number];

const looks: Readonly<Record<Attention["severity"], { icon: IconName; tone?: "wait" | "bad" }>> = {
  critical: { icon: "bad", tone: "bad" },
  warning: { icon: "warning", tone: "wait" },
  info: { icon: "info" },
};

// The sections below say these themselves.
const saidElsewhere: ReadonlySet<Attention["code"]> = new Set(["download_waits", "key_revoked", "previous_key_ends"]);

/** What the platform says that this key needs, gravest first. */
export function AttentionList({ credentials }: { readonly credentials: SshCredentials }) {
  return credentials.attention
    .filter(({ code }) => !saidElsewhere.has(code))
    .map(({ code, severity, message, nextStep }) => {
      const { icon, tone } = looks[severity];
      return (
        <Alert key={code} icon={<Icon name={icon} {...(tone === undefined ? {} : { tone })} />} title={message}>
          <Text>{nextStep}</Text>
        </Alert>
      );
    });
}
