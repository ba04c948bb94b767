import { Failure } from "./Failure";
import { Loading } from "./Page";

interface Props {
  /** As useQuery says. */
  readonly query: {
    readonly error: Error | null;
    readonly isPending: boolean;
    readonly refetch: () => Promise<unknown>;
  };
}

/** What stands beside or instead of what a query reads: that it could not be read, or that it is on its way. */
export function QueryState({ query: { error, isPending, refetch } }: Props) {
  return (
    <>
      {error !== null && <Failure failure={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
    </>
  );
}
