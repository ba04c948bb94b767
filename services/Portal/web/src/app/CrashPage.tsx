import { Failure } from "../ui/Failure";

/** Shown when a page cannot be loaded or has failed; the address stays. */
export function CrashPage() {
  return (
    <main className="alone">
      <Failure onRetry={() => window.location.reload()} />
    </main>
  );
}
