import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { Page } from "../../ui/Page";
import { ApiKeysSection } from "./ApiKeysSection";
import type { IssuedApiKey } from "./apiKeys";
import { CreateDialog } from "./CreateDialog";
import { KeyDialog } from "./KeyDialog";

const words = texts.apiKeys;

/** The tenant's API keys: what its programs sign in with. */
export default function ApiKeysPage() {
  const [isCreating, setCreating] = useState(false);
  const [issued, setIssued] = useState<IssuedApiKey>();
  return (
    <Page title={words.title} intro={words.intro} isWide>
      <ApiKeysSection
        owner={{}}
        onIssued={setIssued}
        aside={
          <Button variant="default" onClick={() => setCreating(true)}>
            {words.create.button}
          </Button>
        }
      />
      <Text size="sm" c="dimmed">
        {words.howToUse}
      </Text>
      {isCreating && <CreateDialog onIssued={setIssued} onClose={() => setCreating(false)} />}
      <KeyDialog issued={issued} onClose={() => setIssued(undefined)} />
    </Page>
  );
}
