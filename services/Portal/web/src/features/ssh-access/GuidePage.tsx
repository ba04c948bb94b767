import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { texts } from "../../texts/en";
import { Code } from "../../ui/Code";
import { Page, Section } from "../../ui/Page";

const words = texts.ssh.guide;

export default function GuidePage() {
  return (
    <Page title={words.title}>
      <div>
        <Anchor component={Link} to="/dashboard/settings/infrastructure/ssh-access">
          {words.back}
        </Anchor>
      </div>
      {words.steps.map(({ title, text, code }) => (
        <Section key={title} title={title}>
          <Text>{text}</Text>
          {code !== undefined && <Code what={title}>{code}</Code>}
        </Section>
      ))}
    </Page>
  );
}
