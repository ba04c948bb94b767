import { CopyButton } from "./CopyButton";

/** A command or a value to copy. */
export function Code({ children, what }: { readonly children: string; readonly what: string }) {
  return (
    <div className="code">
      <code style={{ whiteSpace: "pre-wrap" }}>{children}</code>
      <CopyButton value={children} what={what} />
    </div>
  );
}
