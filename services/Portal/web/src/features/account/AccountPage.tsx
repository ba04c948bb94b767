import { Text } from "@mantine/core";
import { useSession } from "../../session/session";
import { texts } from "../../texts/en";
import { Page, Section } from "../../ui/Page";

const words = texts.account;

export default function AccountPage() {
  const user = useSession()?.user;
  if (user === undefined) {
    return null;
  }
  return (
    <Page title={words.title}>
      <Section title={user.email}>
        <dl className="facts">
          <div>
            <dt>{words.role}</dt>
            <dd>{words.roles[user.role]}</dd>
          </div>
          {user.tenantId !== undefined && (
            <div>
              <dt>{words.tenant}</dt>
              <dd className="mono">{user.tenantId}</dd>
            </div>
          )}
        </dl>
        <Text c="dimmed">{words.signOutHint}</Text>
      </Section>
    </Page>
  );
}
