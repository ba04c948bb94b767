import { SegmentedControl } from "@mantine/core";
import { useSearchParams } from "react-router";
import { oneOf } from "../../app/filters";
import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { AccessSection } from "./AccessSection";
import { BlastRadiusSection } from "./BlastRadiusSection";
import { ComplianceSection } from "./ComplianceSection";

const words = texts.reports;
const sections = { "blast-radius": BlastRadiusSection, access: AccessSection, compliance: ComplianceSection } as const;

/** What the ledger says, put together. Which report, and of what, is in the address. */
export default function ReportsPage() {
  const [search, setSearch] = useSearchParams();
  const kind = oneOf(sections, search.get("report") ?? undefined) ?? "blast-radius";
  const Report = sections[kind];
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <div>
        <SegmentedControl
          aria-label={words.kind}
          value={kind}
          onChange={(value) => setSearch({ report: value }, { replace: true })}
          data={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <Report key={kind} />
    </Page>
  );
}
