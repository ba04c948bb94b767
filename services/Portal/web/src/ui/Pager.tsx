import { Button, Text } from "@mantine/core";
import { texts } from "../texts/en";

interface Props {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}

/** Leads through a list that the server cuts into pages. */
export function Pager({ page, pageSize, total, onPage }: Props) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const first = total === 0 ? 0 : Math.min((page - 1) * pageSize + 1, total);
  return (
    <nav className="pager" aria-label={texts.pages.label}>
      <Text size="sm" c="dimmed" role="status">
        {texts.pages.range(first, Math.min(page * pageSize, total), total)}
      </Text>
      {last > 1 && (
        <div className="actions">
          <Button variant="default" disabled={page <= 1} onClick={() => onPage(page - 1)}>
            {texts.pages.previous}
          </Button>
          <Button variant="default" disabled={page >= last} onClick={() => onPage(page + 1)}>
            {texts.pages.next}
          </Button>
        </div>
      )}
    </nav>
  );
}
