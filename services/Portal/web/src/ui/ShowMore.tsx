import { Button, Text } from "@mantine/core";
import { texts } from "../texts/en";
import { Failure } from "./Failure";

interface Props {
  /** As useInfiniteQuery says. */
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: Error | null;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly shown: number;
  readonly total: number;
}

/** Below a list: how much of it is there, and the next part. */
export function ShowMore({ query, shown, total }: Props) {
  return (
    <>
      {query.isFetchNextPageError && <Failure failure={query.error} />}
      {query.hasNextPage && (
        <div className="actions">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {texts.showMore}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {texts.shownOf(shown, total)}
          </Text>
        </div>
      )}
    </>
  );
}
