import { useRouteError } from "react-router";
import { ApiError } from "../api/problem";
import { texts } from "../texts/en";
import { Failure } from "../ui/Failure";
import { NotLoaded } from "./loading";

const words = texts.crash;

/** Shown when a page cannot be loaded or has failed; the address stays. */
export function CrashPage() {
  const failure = useRouteError() instanceof NotLoaded
    ? new ApiError("not_loaded", words.notLoadedTitle, words.notLoaded, 0)
    : new ApiError("crashed", words.crashedTitle, words.crashed, 0);
  return (
    <main className="alone">
      <Failure failure={failure} onRetry={() => window.location.reload()} />
    </main>
  );
}
