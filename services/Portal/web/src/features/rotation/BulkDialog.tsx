import { Alert, Checkbox, NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Icon } from "../../ui/Icon";
import { newKey, type Reach, type Scope, useBegin } from "./campaigns";

const words = texts.rotation.bulk;

interface Props {
  readonly title: string;
  readonly scope: Scope;
  /** What the dry run counted. */
  readonly reach: Reach;
  readonly onBegun: (campaignId: string) => void;
  readonly onClose: () => void;
}

const isWithin = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most;

/** Says what would be rotated, lets a few go first, and asks for the number to be typed. */
export function BulkDialog({ title, scope, reach, onBegun, onClose }: Props) {
  const begin = useBegin(onBegun);
  const [key] = useState(newKey);
  const [hasCanary, setHasCanary] = useState(true);
  const [canary, setCanary] = useState<string | number>(5);
  const [failures, setFailures] = useState<string | number>(10);
  const [isChecked, setChecked] = useState(false);
  const isCanaryRight = !hasCanary || isWithin(Number(canary), 1, 50);
  const isLimitRight = failures !== "" && isWithin(Number(failures), 0, 100);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={title}
      button={words.begin}
      word={words.word(reach.secrets)}
      isReasonRequired
      check={() => {
        setChecked(true);
        return isCanaryRight && isLimitRight;
      }}
      onConfirm={(reason) => begin.mutateAsync({ scope, reason, key, canary: hasCanary ? Number(canary) : undefined, maxFailurePercent: Number(failures) })}
    >
      <Alert icon={<Icon name="info" />} title={words.reach(reach.secrets, reach.tenants, reach.servers)}>
        <Text>{words.overdueOf(reach.overdue)}</Text>
      </Alert>
      <Checkbox label={words.canary} description={words.canaryHint} checked={hasCanary} onChange={(event) => setHasCanary(event.currentTarget.checked)} />
      {hasCanary && (
        <NumberInput
          label={words.canaryShare}
          value={canary}
          onChange={setCanary}
          min={1}
          max={50}
          clampBehavior="none"
          allowDecimal={false}
          hideControls
          suffix=" %"
          error={isChecked && !isCanaryRight ? words.canaryWrong : undefined}
        />
      )}
      <NumberInput
        label={words.failures}
        description={words.failuresHint}
        value={failures}
        onChange={setFailures}
        min={0}
        max={100}
        clampBehavior="none"
        allowDecimal={false}
        hideControls
        suffix=" %"
        error={isChecked && !isLimitRight ? words.failuresWrong : undefined}
      />
    </ConfirmDialog>
  );
}
