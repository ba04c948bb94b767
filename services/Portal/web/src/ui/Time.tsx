import { texts } from "../texts/en";

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const localDate = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const localTime = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

const localDay = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });

/** A day with the day of the week. */
export const formatDay = (day: Date): string => localDay.format(day);

export const formatTime = (time: string): string => local.format(new Date(time));

/** The time of day, for what happens within minutes. */
export const formatClock = (time: Date): string => localTime.format(time);

/** A time where the person is; UTC when the pointer rests on it. */
export function Time({ value, dateOnly = false }: { readonly value: string; readonly dateOnly?: boolean }) {
  const date = new Date(value);
  return (
    <time dateTime={value} title={texts.utc(date.toISOString().slice(0, 19).replace("T", " "))}>
      {(dateOnly ? localDate : local).format(date)}
    </time>
  );
}
