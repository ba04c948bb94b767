import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FilterSelect } from "../../ui/FilterSelect";
import { TenantSelect } from "../tenants/TenantSelect";
import { PolicyDialog } from "./PolicyDialog";
import { overrideOf, type Policy } from "./policies";

const words = texts.policies.override;

/** Gives one tenant a policy instead of its type's default. */
export function OverrideButton({ policies }: { readonly policies: readonly Policy[] }) {
  const [isChoosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<Policy>();
  return (
    <>
      <Button variant="default" onClick={() => setChoosing(true)}>
        {words.button}
      </Button>
      {isChoosing && <ChoiceDialog policies={policies} onChosen={setChosen} onClose={() => setChoosing(false)} />}
      {chosen !== undefined && (
        <PolicyDialog
          policy={chosen}
          title={texts.rotation.policies.nameOf(texts.rotation.campaignTypes[chosen.secretType], chosen.tenantId)}
          hint={chosen.changedAt === undefined ? words.hint : words.exists}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
}

interface ChoiceProps {
  readonly policies: readonly Policy[];
  readonly onChosen: (policy: Policy) => void;
  readonly onClose: () => void;
}

function ChoiceDialog({ policies, onChosen, onClose }: ChoiceProps) {
  const defaults = policies.filter(({ tenantId }) => tenantId === undefined);
  const [type, setType] = useState(defaults[0]?.secretType);
  const [tenantId, setTenantId] = useState<string>();
  const [isChecked, setChecked] = useState(false);
  const own = policies.find((policy) => policy.secretType === type && policy.tenantId === tenantId);
  const standard = defaults.find(({ secretType }) => secretType === type);
  const policy = tenantId === undefined || standard === undefined ? undefined : (own ?? overrideOf(standard, tenantId));
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.title}
      button={words.next}
      isWithoutReason
      check={() => {
        setChecked(true);
        return policy !== undefined;
      }}
      onConfirm={() => Promise.resolve(policy !== undefined && onChosen(policy))}
    >
      <Text>{words.hint}</Text>
      <FilterSelect
        label={words.type}
        value={type}
        isRequired
        choices={Object.fromEntries(defaults.map(({ secretType }) => [secretType, texts.rotation.campaignTypes[secretType]]))}
        onChange={setType}
      />
      <TenantSelect
        label={words.tenant}
        placeholder={texts.users.tenantHint}
        value={tenantId}
        onChange={setTenantId}
        error={isChecked && tenantId === undefined ? words.tenantMissing : undefined}
      />
    </ConfirmDialog>
  );
}
