interface NumberedPage<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

/** The number of the page that follows; undefined after the last. */
export const pageAfter = ({ page, pageSize, total }: NumberedPage<unknown>): number | undefined => (page * pageSize < total ? page + 1 : undefined);

/** The items of pages that were read one after another. New items move others to the next page: each is there once. */
export function itemsOf<T>(pages: ReadonlyArray<NumberedPage<T>> | undefined, keyOf: (item: T) => string): T[] {
  const items = new Map<string, T>();
  for (const item of pages?.flatMap((page) => page.items) ?? []) {
    items.set(keyOf(item), item);
  }
  return [...items.values()];
}
