import { Icon, type IconName } from "./Icon";

export type Tone = "good" | "wait" | "bad" | "none";

const icons: Readonly<Record<Tone, IconName>> = { good: "good", wait: "wait", bad: "bad", none: "none" };

/** A state as colour, icon and words. */
export function Status({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span className="status" data-tone={tone}>
      <Icon name={icons[tone]} size={16} />
      {children}
    </span>
  );
}
