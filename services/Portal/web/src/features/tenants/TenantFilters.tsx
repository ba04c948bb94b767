import { Button } from "@mantine/core";
import { useCallbackRef } from "@mantine/hooks";
import { memo } from "react";
import { texts } from "../../texts/en";
import { FilterSelect } from "../../ui/FilterSelect";
import { SearchInput } from "../../ui/SearchInput";
import type { ChangeFilters, TenantQuery } from "./tenants";

const words = texts.tenants;
const pause = 20; // an answer, with this, is to be seen within 150 ms of a key stroke

export function TenantFilters({ query, change }: { readonly query: TenantQuery; readonly change: ChangeFilters }) {
  const { search, secretType, status, rotationDue, health } = query;
  const isFiltered = [search, secretType, status, rotationDue, health].some((value) => value !== undefined);
  return (
    <search className="filters filters-narrow">
      <div className="filters-search">
        <SearchInput label={words.search} placeholder={words.searchHint} value={search ?? ""} onSearch={(text) => change({ search: text })} pause={pause} />
      </div>
      <Choices secretType={secretType} status={status} rotationDue={rotationDue} health={health} change={useCallbackRef(change)} />
      {isFiltered && (
        <Button
          variant="default"
          onClick={() => change({ search: undefined, secretType: undefined, status: undefined, rotationDue: undefined, health: undefined })}
        >
          {texts.filters.clear}
        </Button>
      )}
    </search>
  );
}

type ChoicesProps = {
  readonly [name in "secretType" | "status" | "rotationDue" | "health"]: TenantQuery[name] | undefined;
} & { readonly change: ChangeFilters };

/** Not drawn anew with each key stroke in the search: that would take as long as the list. */
const Choices = memo(function Choices({ secretType, status, rotationDue, health, change }: ChoicesProps) {
  return (
    <>
      <FilterSelect label={words.type} value={secretType} choices={words.types} onChange={(value) => change({ secretType: value })} />
      <FilterSelect label={words.status} value={status} choices={words.statuses} onChange={(value) => change({ status: value })} />
      <FilterSelect label={words.due} value={rotationDue} choices={words.dueChoices} onChange={(value) => change({ rotationDue: value })} />
      <FilterSelect label={words.health} value={health} choices={texts.health} onChange={(value) => change({ health: value })} />
    </>
  );
});
