import { texts } from "../../texts/en";

const pattern = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** The seconds of an ISO 8601 duration without months and years, as the API gives them. */
export function secondsOf(duration: string): number {
  const [, days, hours, minutes, seconds] = pattern.exec(duration) ?? [];
  return Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

/** The hours of a duration, for people: two digits behind the point. */
export const hoursOf = (duration: string): number => Math.round(secondsOf(duration) / 36) / 100;

export const durationOfHours = (hours: number): string => `PT${hours}H`;

/** A duration in words: in the greatest unit in which it is whole. */
export function inWords(duration: string): string {
  const seconds = secondsOf(duration);
  const { days, hours, minutes, seconds: ofSeconds } = texts.durations;
  return seconds >= 172_800 && seconds % 86_400 === 0 ? days(seconds / 86_400)
    : seconds >= 3600 && seconds % 3600 === 0 ? hours(seconds / 3600)
    : seconds >= 60 && seconds % 60 === 0 ? minutes(seconds / 60)
    : ofSeconds(seconds);
}
