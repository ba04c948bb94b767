export const number = new Intl.NumberFormat("en").format;

export const plural = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? "" : "s"}`;
