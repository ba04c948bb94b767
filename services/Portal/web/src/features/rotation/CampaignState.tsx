import { texts } from "../../texts/en";
import { Status, type Tone } from "../../ui/Status";
import type { Campaign } from "./campaigns";

const tones: Readonly<Record<Campaign["state"], Tone>> = { canary: "wait", running: "wait", paused: "wait", halted: "bad", cancelled: "none", completed: "good" };

export function CampaignState({ state }: { readonly state: Campaign["state"] }) {
  return <Status tone={tones[state]}>{texts.rotation.states[state]}</Status>;
}
