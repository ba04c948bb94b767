const numbers = new Intl.NumberFormat("en");

export const number = (value: number): string => numbers.format(value);

export const plural = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? "" : "s"}`;
