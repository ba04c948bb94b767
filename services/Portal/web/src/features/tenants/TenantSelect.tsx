import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { dataOf } from "../../api/problem";
import { texts } from "../../texts/en";
import { tenantQuery } from "../tenant-secrets/tenantSecrets";

interface Props {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (tenantId: string | undefined) => void;
  readonly error?: string | undefined;
  /** What the field says while none is chosen. */
  readonly placeholder?: string;
}

const mostChoices = 20;

/** Chooses one of ten thousand tenants: the server looks for what is typed. */
export function TenantSelect({ label, value, onChange, error, placeholder = texts.filters.any }: Props) {
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), 250);
  const { data: found } = useQuery({
    queryKey: ["tenants", "names", search],
    queryFn: ({ signal }) =>
      dataOf(api.GET("/api/v1/admin/secrets/tenants", { signal, params: { query: { ...(search === "" ? {} : { search }), pageSize: mostChoices, sort: "tenantName" } } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const { data: chosen } = useQuery({ ...tenantQuery(value ?? ""), enabled: value !== undefined, refetchInterval: false });
  const choices = (found?.items ?? []).map(({ tenantId, tenantName }) => ({ value: tenantId, label: tenantName }));
  const own = value === undefined || choices.some((choice) => choice.value === value) ? [] : [{ value, label: chosen?.tenantName ?? value.slice(0, 8) }];
  return (
    <Select
      label={label}
      error={error}
      placeholder={placeholder}
      data={[...own, ...choices]}
      value={value ?? null}
      onChange={(tenantId) => onChange(tenantId ?? undefined)}
      searchable
      clearable
      onSearchChange={setText}
      filter={({ options }) => options}
      nothingFoundMessage={texts.tenants.none}
      clearButtonProps={{ "aria-label": texts.filters.clearOf(label) }}
    />
  );
}
