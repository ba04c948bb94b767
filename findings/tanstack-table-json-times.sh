#!/usr/bin/env bash
# TanStack Table 9.3.1 with UTC times as System.Text.Json (.NET 10) writes a DateTime: a column of these ISO 8601 texts is sorted wrongly within
# a second. .NET leaves trailing zeros of the fraction out, and the whole fraction when it is zero; TanStack picks its "alphanumeric" order
# for such texts, which compares runs of digits as whole numbers: .5 comes before .123456, and the full second after all its fractions.
# Its order "text" mends the first and not the second, since "Z" is greater than ".".
# Expected: ISO 8601 texts of one zone sort by time as they are, which is what the format is for. As it is, rows that are less than a second
# apart are shown out of order, until the column's values are made dates.
set -euo pipefail
version=9.3.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cd "$work"
cat >times.cs <<'C'
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
using System.Text.Json;

var start = new DateTime(2026, 1, 1, 8, 0, 0, DateTimeKind.Utc);
Console.WriteLine(JsonSerializer.Serialize(new[] { 0, 20_000, 123_456, 500_000 }.Select(microseconds => start.AddMicroseconds(microseconds))));
C
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund "@tanstack/table-core@$version"
cat >probe.js <<'C'
import { constructTable, createSortedRowModel, rowSortingFeature, sortFns, tableFeatures } from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";

const data = JSON.parse(process.argv[2]).map((at) => ({ at }));
const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(), rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns,
});
for (const sortFn of ["auto", "text"]) {
  const columns = [{ id: "at", accessorKey: "at", sortFn }];
  const table = constructTable({ features, columns, data, initialState: { sorting: [{ id: "at", desc: false }] } });
  console.log(`${sortFn}:`, ...table.getRowModel().rows.map((row) => row.original.at.slice(17)));
}
const dates = [{ id: "at", accessorFn: (row) => new Date(row.at) }];
const table = constructTable({ features, columns: dates, data, initialState: { sorting: [{ id: "at", desc: false }] } });
console.log("dates:", ...table.getRowModel().rows.map((row) => row.original.at.slice(17)));
C
times=$(dotnet run times.cs)
seen=$(node probe.js "$times")
echo "TanStack Table $version, times in ascending order as .NET wrote them: $times"
sed 's/^/  /' <<<"$seen"
expected='auto: 00.02Z 00.5Z 00.123456Z 00Z
text: 00.02Z 00.123456Z 00.5Z 00Z
dates: 00Z 00.02Z 00.123456Z 00.5Z'
[ "$seen" = "$expected" ] || { echo "The behaviour has changed."; exit 1; }
