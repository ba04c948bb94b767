let numbers: Intl.NumberFormat | undefined;

// The first format costs a browser tens of milliseconds: none is made before there is a number to show.
export const number = (value: number): string => (numbers ??= new Intl.NumberFormat("en")).format(value);

export const plural = (count: number, what: string): string => `${number(count)} ${what}${count === 1 ? "" : "s"}`;
