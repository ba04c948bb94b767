import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { PreferencesSection } from "./PreferencesSection";
import { SentSection } from "./SentSection";
import { WebhooksSection } from "./WebhooksSection";

const words = texts.notifications;

/** What a tenant's person is told, where the tenant's events are posted, and what was sent. */
export default function NotificationsPage() {
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <PreferencesSection />
      <WebhooksSection />
      <SentSection />
    </Page>
  );
}
