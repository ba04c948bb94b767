import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useNavigate } from "react-router";
import { texts } from "../../texts/en";
import { Failure } from "../../ui/Failure";
import { BulkDialog } from "./BulkDialog";
import { campaignAddress, type Reach, type Scope, useDryRun } from "./campaigns";

const words = texts.rotation.bulk;

export interface Bulk {
  readonly button: string;
  readonly scope: Scope;
}

/** Buttons that rotate many secrets. Each counts first; nothing is rotated before somebody has confirmed the number. */
export function CountedRotation({ bulks }: { readonly bulks: readonly Bulk[] }) {
  const dryRun = useDryRun();
  const navigate = useNavigate();
  const [counted, setCounted] = useState<{ readonly title: string; readonly scope: Scope; readonly reach: Reach }>();
  const [isNothing, setNothing] = useState(false);

  function count({ button, scope }: Bulk) {
    setNothing(false);
    dryRun.mutate(scope, {
      onSuccess: (reach) => {
        setNothing(reach.secrets === 0);
        setCounted(reach.secrets === 0 ? undefined : { title: button, scope, reach });
      },
    });
  }

  return (
    <>
      <div className="actions">
        {bulks.map((bulk) => (
          <Button key={bulk.button} variant="default" loading={dryRun.isPending && dryRun.variables === bulk.scope} onClick={() => count(bulk)}>
            {bulk.button}
          </Button>
        ))}
      </div>
      {dryRun.error !== null && <Failure failure={dryRun.error} />}
      {isNothing && <Text role="status">{words.nothing}</Text>}
      {counted !== undefined && (
        <BulkDialog {...counted} onBegun={(campaignId) => void navigate(campaignAddress(campaignId))} onClose={() => setCounted(undefined)} />
      )}
    </>
  );
}
