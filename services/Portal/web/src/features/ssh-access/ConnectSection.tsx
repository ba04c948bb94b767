import { Anchor, Text, Title } from "@mantine/core";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Code } from "../../ui/Code";
import { Section } from "../../ui/Page";
import type { SshCredentials } from "./credentials";

const words = texts.ssh.connect;

export function ConnectSection({ credentials }: { readonly credentials: SshCredentials }) {
  const { connectionCommand, sshPort } = credentials;
  return (
    <Section title={words.title}>
      <Code what={words.command}>{connectionCommand}</Code>
      <Text>{words.example}</Text>
      <Code what={words.command}>{connectionCommand.replace("/path/to/private-key.pem", "~/Downloads/tenant-ssh-key.pem")}</Code>
      <div>
        <Anchor component={Link} to="/dashboard/settings/infrastructure/ssh-access/guide">
          {words.guide}
        </Anchor>
      </div>
      <Title order={3} size="h5">
        {words.tips}
      </Title>
      <ul className="tips">
        <li>
          {words.tipPermissions} <code className="mono">chmod 600 private-key.pem</code>
        </li>
        <li>{words.tipAddress}</li>
        <li>{words.tipFirewall(sshPort)}</li>
        <li>{words.tipRotated}</li>
      </ul>
    </Section>
  );
}
