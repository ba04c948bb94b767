import { texts } from "../../texts/en";
import { SortHeader } from "../../ui/SortHeader";
import { Table } from "../../ui/Table";
import { TenantRow } from "./TenantRow";
import type { ChangeFilters, SortField, TenantQuery, TenantSummary } from "./tenants";

const words = texts.tenants;

interface Props {
  readonly items: readonly TenantSummary[];
  readonly query: TenantQuery;
  readonly change: ChangeFilters;
}

export function TenantsTable({ items, query, change }: Props) {
  const sorted = (field: SortField) => (
    <SortHeader
      label={words.columns[field]}
      order={query.sort === field ? query.order : undefined}
      onSort={(order) => change({ sort: field, order })}
    />
  );
  return (
    <Table
      label={words.listTitle}
      head={
        <>
          <th scope="col">
            <span className="sr-only">{words.secrets}</span>
          </th>
          {sorted("tenantId")}
          {sorted("tenantName")}
          {sorted("health")}
          {sorted("vpsIp")}
          <th scope="col">{words.columns.ssh}</th>
          <th scope="col">{words.columns.smtp}</th>
          <th scope="col">{words.columns.apiKeys}</th>
          <th scope="col">{words.columns.dkim}</th>
          {sorted("lastRotation")}
          {sorted("nextRotation")}
          <th scope="col">{words.columns.actions}</th>
        </>
      }
    >
      {items.map((tenant) => (
        <TenantRow key={tenant.tenantId} tenant={tenant} />
      ))}
    </Table>
  );
}
