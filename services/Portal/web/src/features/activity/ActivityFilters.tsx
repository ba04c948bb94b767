import { Button } from "@mantine/core";
import { idOf } from "../../app/filters";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { SearchInput } from "../../ui/SearchInput";
import { TimeInput } from "../../ui/TimeInput";
import type { ActivityFilter, ChangeActivityFilter } from "./activityFilters";

const words = texts.activity;
const nothing = {
  action: undefined, outcome: undefined, secretType: undefined, user: undefined, onBehalfOf: undefined, campaign: undefined, from: undefined, to: undefined,
} as const;

export function ActivityFilters({ filter, change }: { readonly filter: ActivityFilter; readonly change: ChangeActivityFilter }) {
  return (
    <search className="filters filters-times">
      <FilterSelect label={words.action} value={filter.action} choices={texts.audit.actionGroups} onChange={(action) => change({ action })} />
      <FilterSelect label={words.outcome} value={filter.outcome} choices={words.outcomes} onChange={(outcome) => change({ outcome })} />
      <FilterSelect label={words.secretType} value={filter.secretType} choices={texts.audit.secretTypes} onChange={(secretType) => change({ secretType })} />
      <SearchInput label={words.user} placeholder={words.userHint} value={filter.user ?? ""} onSearch={(user) => change({ user })} />
      <SearchInput label={words.causedBy} placeholder={words.userHint} value={filter.onBehalfOf ?? ""} onSearch={(onBehalfOf) => change({ onBehalfOf })} />
      <SearchInput label={words.campaign} placeholder={words.campaignHint} value={filter.campaign ?? ""} onSearch={(campaign) => change({ campaign: idOf(campaign) })} />
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
