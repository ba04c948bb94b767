import { NumberInput, Switch } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/en";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { hoursOf } from "./durations";
import { bounds, type Policy, type PolicyForm, usePutPolicy, wrongFields } from "./policies";

const words = texts.rotation.policies;

interface Props {
  readonly policy: Policy;
  readonly title: string;
  readonly onClose: () => void;
}

/** Interval, grace period and alert of a policy, within the type's bounds. */
export function PolicyDialog({ policy, title, onClose }: Props) {
  const put = usePutPolicy(policy);
  const [form, setForm] = useState<PolicyForm>({
    days: policy.intervalDays,
    graceHours: hoursOf(policy.gracePeriod),
    alertDays: policy.alertBeforeDays,
    isEnabled: policy.enabled,
  });
  const [isChecked, setChecked] = useState(false);
  const limits = bounds[policy.secretType];
  const wrong = wrongFields(policy.secretType, form);
  const field = (name: "days" | "graceHours" | "alertDays", label: string, hint: string) => (
    <NumberInput
      label={label}
      description={hint}
      value={Number.isNaN(form[name]) ? "" : form[name]}
      onChange={(value) => setForm({ ...form, [name]: value === "" ? Number.NaN : Number(value) })}
      clampBehavior="none"
      allowNegative={false}
      hideControls
      error={isChecked && wrong.has(name) ? hint : undefined}
      {...(name === "days" ? { "data-autofocus": true } : {})}
    />
  );
  return (
    <ConfirmDialog
      isOpen
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
      {field("days", words.intervalDays, words.between(...limits.days))}
      {field("graceHours", words.graceHours, words.between(...limits.hours))}
      {field("alertDays", words.alertDays, words.lessThanInterval)}
      <Switch label={words.enabled} description={words.enabledHint} checked={form.isEnabled} onChange={(event) => setForm({ ...form, isEnabled: event.currentTarget.checked })} />
    </ConfirmDialog>
  );
}
