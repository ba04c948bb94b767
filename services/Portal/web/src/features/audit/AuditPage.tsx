import { texts } from "../../texts/en";
import { Page, Section } from "../../ui/Page";
import { AuditFilters } from "./AuditFilters";
import { AuditRecords } from "./AuditRecords";
import { useAuditFilters } from "./auditFilters";
import { ExportsSection } from "./ExportsSection";
import { VerificationSection } from "./VerificationSection";

const words = texts.audit;

/** The ledger as it grows, copies of it, and whether it is whole. */
export default function AuditPage() {
  const { filter, change } = useAuditFilters();
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <Section title={words.records}>
        <AuditFilters filter={filter} change={change} />
        <AuditRecords key={JSON.stringify(filter)} filter={filter} />
      </Section>
      <ExportsSection filter={filter} />
      <VerificationSection />
    </Page>
  );
}
