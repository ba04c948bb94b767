import { Anchor } from "@mantine/core";
import { Link } from "react-router";
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
    <Page title={words.title} intro={words.intro} isWide>
      <div>
        <Anchor component={Link} to="/admin/secrets/audit">
          {words.back}
        </Anchor>
      </div>
      <UnresolvedSection />
      <ArchivesSection />
      <ErasuresSection />
      <KeysSection />
    </Page>
  );
}
