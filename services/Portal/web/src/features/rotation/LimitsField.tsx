import { NumberInput, Text } from "@mantine/core";
import type { Schemas } from "../../api/client";
import { texts } from "../../texts/en";
import { isLimitRight } from "./policies";

const words = texts.policies.limits;
const names = ["downloads", "reads", "failedUses"] as const satisfies ReadonlyArray<keyof Schemas["UseThresholds"]>;

interface Props {
  readonly limits: Schemas["UseThresholds"];
  readonly isChecked: boolean;
  readonly onChange: (limits: Schemas["UseThresholds"]) => void;
}

/** Limits of use beyond which a version is rotated at once. */
export function LimitsField({ limits, isChecked, onChange }: Props) {
  return (
    <fieldset className="group">
      <legend>{words.title}</legend>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <div className="times">
        {names.map((name) => (
          <NumberInput
            key={name}
            label={words[name]}
            value={limits[name] ?? ""}
            onChange={(value) => {
              const { [name]: _, ...others } = limits;
              onChange(value === "" ? others : { ...others, [name]: Number(value) });
            }}
            error={isChecked && !isLimitRight(limits[name]) ? words.wrong : undefined}
            clampBehavior="none"
            allowNegative={false}
            hideControls
          />
        ))}
      </div>
    </fieldset>
  );
}

/** The limits in words. */
export function limitsInWords(limits: Schemas["UseThresholds"]): string {
  const set = names.flatMap((name) => (limits[name] === undefined ? [] : [words.inWords[name](limits[name])]));
  return set.length === 0 ? words.none : set.join(", ");
}
