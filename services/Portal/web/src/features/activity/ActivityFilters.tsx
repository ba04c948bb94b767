import { Button } from "@mantine/core";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { SearchInput } from "../../ui/SearchInput";
import { TimeInput } from "../../ui/TimeInput";
import type { ActivityFilter, ChangeActivityFilter } from "./activityFilters";

const words = texts.activity;
const nothing = { action: undefined, outcome: undefined, user: undefined, from: undefined, to: undefined } as const;

export function ActivityFilters({ filter, change }: { readonly filter: ActivityFilter; readonly change: ChangeActivityFilter }) {
  return (
    <search className="filters filters-times">
      <FilterSelect label={words.action} value={filter.action} choices={texts.audit.actionGroups} onChange={(action) => change({ action })} />
      <FilterSelect label={words.outcome} value={filter.outcome} choices={words.outcomes} onChange={(outcome) => change({ outcome })} />
      <SearchInput label={words.user} placeholder={words.userHint} value={filter.user ?? ""} onSearch={(user) => change({ user })} />
      <TimeInput label={words.from} value={filter.from} onChange={(from) => change({ from })} />
      <TimeInput label={words.to} value={filter.to} onChange={(to) => change({ to })} />
      {Object.keys(filter).length > 0 && (
        <Button variant="default" onClick={() => change(nothing)}>
          {texts.filters.clear}
        </Button>
      )}
    </search>
  );
}
