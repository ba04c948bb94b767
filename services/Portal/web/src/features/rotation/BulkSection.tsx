import { Text } from "@mantine/core";
import { texts } from "../../texts/en";
import { Section } from "../../ui/Page";
import { type Bulk, CountedRotation } from "./CountedRotation";

const words = texts.rotation.bulk;

const bulks: readonly Bulk[] = [
  { button: words.allSsh, scope: { secretType: "ssh", scope: "all" } },
  { button: words.allSmtp, scope: { secretType: "smtp", scope: "all" } },
  { button: words.allDkim, scope: { secretType: "dkim", scope: "all" } },
  { button: words.overdue, scope: { secretType: "all", scope: "overdue" } },
];

export function BulkSection() {
  return (
    <Section title={words.title}>
      <Text>{words.intro}</Text>
      <CountedRotation bulks={bulks} />
    </Section>
  );
}
