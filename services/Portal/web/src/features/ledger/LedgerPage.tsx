import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { ArchivesSection } from "./ArchivesSection";
import { ErasuresSection } from "./ErasuresSection";
import { KeysSection } from "./KeysSection";
import { UnresolvedSection } from "./UnresolvedSection";

const words = texts.ledger;

/** Looking after the ledger itself. */
export default function LedgerPage() {
  return (
    <Page title={words.title} intro={words.intro} above={{ to: "/admin/secrets/audit", name: words.back }} isWide>
      <UnresolvedSection />
      <ArchivesSection />
      <ErasuresSection />
      <KeysSection />
    </Page>
  );
}
