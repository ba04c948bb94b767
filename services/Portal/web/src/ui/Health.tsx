import { texts } from "../texts/en";
import { Status, type Tone } from "./Status";

export type HealthValue = "red" | "yellow" | "green";

const tones: Readonly<Record<HealthValue, Tone>> = { red: "bad", yellow: "wait", green: "good" };

/** How urgently something needs somebody, as colour, icon and words. */
export function Health({ value }: { readonly value: HealthValue }) {
  return <Status tone={tones[value]}>{texts.health[value]}</Status>;
}
