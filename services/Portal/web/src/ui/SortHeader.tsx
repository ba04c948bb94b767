import { Icon } from "./Icon";

export type Order = "asc" | "desc";

interface Props {
  readonly label: string;
  /** The order of this column, when the table is sorted by it. */
  readonly order: Order | undefined;
  readonly onSort: (order: Order) => void;
}

/** A column's head that sorts by it; pressed again, the other way round. */
export function SortHeader({ label, order, onSort }: Props) {
  return (
    <th scope="col" aria-sort={order === undefined ? "none" : order === "asc" ? "ascending" : "descending"}>
      <button type="button" className="sort" onClick={() => onSort(order === "asc" ? "desc" : "asc")}>
        {label}
        {order !== undefined && <Icon name={order === "asc" ? "up" : "down"} size={14} />}
      </button>
    </th>
  );
}
