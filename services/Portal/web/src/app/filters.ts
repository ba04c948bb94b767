import { useSearchParams } from "react-router";

type Values<K extends string> = { readonly [name in K]?: string };
type Changes<K extends string> = { readonly [name in K]?: string | undefined };

/** Filters of a list that stand in the address, so that it can be shared. A changed filter begins at the first page. */
export function useFilters<K extends string>(names: readonly K[]): [Values<K>, (changes: Changes<K | "page">) => void] {
  const [search, setSearch] = useSearchParams();
  const values = Object.fromEntries(names.flatMap((name) => (search.get(name) ?? "") === "" ? [] : [[name, search.get(name)]])) as Values<K>;
  const change = (changes: Changes<K | "page">) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        after.delete("page");
        for (const [name, value] of Object.entries<string | undefined>(changes)) {
          if (value === undefined || value === "") {
            after.delete(name);
          } else {
            after.set(name, value);
          }
        }
        return after;
      },
      { replace: true },
    );
  return [values, change];
}

/** The value, when it is one of those that there are: anybody can write anything into an address. */
export const oneOf = <T extends string>(choices: Readonly<Record<T, unknown>>, value: string | undefined): T | undefined =>
  value !== undefined && Object.hasOwn(choices, value) ? (value as T) : undefined;

/** A page's number; the first when the address says nothing, or nonsense. */
export const pageOf = (value: string | undefined): number => (/^[1-9][0-9]{0,5}$/.test(value ?? "") ? Number(value) : 1);

/** An id, when it is one. */
export const idOf = (value: string | undefined): string | undefined =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value ?? "") ? value : undefined;

/** Leaves out what is undefined. */
export const defined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
