import { Fragment } from "react";

/** A long name without spaces: where there is no room, it breaks after the separator instead of anywhere. */
export function Breakable({ name, after }: { readonly name: string; readonly after: "." | "@" }) {
  return name.split(after).map((part, index) => (
    <Fragment key={`${index}/${part}`}>
      {index > 0 && (
        <>
          {after}
          <wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
}
