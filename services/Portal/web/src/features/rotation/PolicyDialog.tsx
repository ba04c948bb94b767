import { NumberInput, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { LimitsField } from "./LimitsField";
import { bounds, formOf, type Policy, type PolicyForm, usePutPolicy, wrongFields } from "./policies";
import { WindowsField } from "./WindowsField";

const words = texts.rotation.policies;

interface Props {
  readonly policy: Policy;
  readonly title: string;
  /** Said above the fields. */
  readonly hint?: string;
  readonly onClose: () => void;
}

/** Interval, grace period, alert, schedule, windows and limits of a policy, within the type's bounds. */
export function PolicyDialog({ policy, title, hint, onClose }: Props) {
  const put = usePutPolicy(policy);
  const [form, setForm] = useState<PolicyForm>(() => formOf(policy));
  const [isChecked, setChecked] = useState(false);
  const limits = bounds[policy.secretType];
  const wrong = wrongFields(policy.secretType, form);
  const field = (name: "days" | "graceHours" | "alertDays", label: string, rule: string) => (
    <NumberInput
      label={label}
      description={rule}
      value={Number.isNaN(form[name]) ? "" : form[name]}
      onChange={(value) => setForm({ ...form, [name]: value === "" ? Number.NaN : Number(value) })}
      clampBehavior="none"
      allowNegative={false}
      hideControls
      error={isChecked && wrong.has(name) ? rule : undefined}
      {...(name === "days" ? { "data-autofocus": true } : {})}
    />
  );
  return (
    <ConfirmDialog
      isOpen
      isWide
      onClose={onClose}
      title={title}
      button={words.save}
      isReasonRequired
      check={() => {
        setChecked(true);
        return wrong.size === 0;
      }}
      onConfirm={(reason) => put.mutateAsync({ form, reason })}
    >
      {hint !== undefined && <Text>{hint}</Text>}
      {field("days", words.intervalDays, words.between(...limits.days))}
      {field("graceHours", words.graceHours, words.between(...limits.hours))}
      {field("alertDays", words.alertDays, words.lessThanInterval)}
      <Switch label={words.enabled} description={words.enabledHint} checked={form.isEnabled} onChange={(event) => setForm({ ...form, isEnabled: event.currentTarget.checked })} />
      <WindowsField windows={form.windows} isChecked={isChecked} onChange={(windows) => setForm({ ...form, windows })} />
      <LimitsField limits={form.limits} isChecked={isChecked} onChange={(next) => setForm({ ...form, limits: next })} />
    </ConfirmDialog>
  );
}
