import { Button } from "@mantine/core";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { SearchInput } from "../../ui/SearchInput";
import { TimeInput } from "../../ui/TimeInput";
import { TenantSelect } from "../tenants/TenantSelect";
import type { AuditFilter, ChangeAuditFilter } from "./auditFilters";

const words = texts.audit;

export function AuditFilters({ filter, change }: { readonly filter: AuditFilter; readonly change: ChangeAuditFilter }) {
  const { action, secretType } = filter;
  return (
    <search className="filters">
      <TenantSelect label={words.tenant} value={filter.tenantId} onChange={(tenantId) => change({ tenantId })} />
      <FilterSelect label={words.secretType} value={secretType} choices={withOwn(words.secretTypes, secretType)} onChange={(value) => change({ secretType: value })} />
      <FilterSelect label={words.action} value={action} choices={withOwn(words.actionGroups, action)} onChange={(value) => change({ action: value })} />
      <FilterSelect label={words.outcome} value={filter.outcome} choices={words.outcomes} onChange={(value) => change({ outcome: value })} />
      <SearchInput label={words.user} placeholder={words.userHint} value={filter.user ?? ""} onSearch={(user) => change({ user })} />
      <TimeInput label={words.from} value={filter.from} onChange={(from) => change({ from })} />
      <TimeInput label={words.to} value={filter.to} onChange={(to) => change({ to })} />
      <FilterSelect label={words.chain} value={filter.chain} choices={words.chains} onChange={(chain) => change({ chain })} />
      <div className="filters-search">
        <SearchInput label={words.search} placeholder={words.searchHint} value={filter.search ?? ""} onSearch={(search) => change({ search })} />
      </div>
      {Object.keys(filter).length > 0 && (
        <Button variant="default" onClick={() => change(nothing)}>
          {texts.filters.clear}
        </Button>
      )}
    </search>
  );
}

const nothing = {
  tenantId: undefined, secretType: undefined, action: undefined, user: undefined, onBehalfOf: undefined, campaign: undefined, outcome: undefined,
  from: undefined, to: undefined, search: undefined, chain: undefined,
} as const;

// An address can name what is not among the choices, such as one single action.
const withOwn = (choices: Readonly<Record<string, string>>, value: string | undefined): Readonly<Record<string, string>> =>
  value === undefined || Object.hasOwn(choices, value) ? choices : { ...choices, [value]: value };
