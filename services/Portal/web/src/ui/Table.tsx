import type { ReactNode } from "react";

interface Props {
  /** What the table lists; said to who cannot see it. */
  readonly label: string;
  readonly head: ReactNode;
  readonly children: ReactNode;
}

/** A table that scrolls by itself where it is wider than the page, also by keyboard. */
export function Table({ label, head, children }: Props) {
  return (
    <div className="table" tabIndex={0} role="group" aria-label={label}>
      <table>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
