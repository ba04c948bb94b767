#!/usr/bin/env bash
# .NET SDK 10.0.401 (MSBuild 18.9.11): an inline task (RoslynCodeTaskFactory, Type="Fragment") that calls `Log.LogError` does not fail the
# build. The next task runs, the summary says "Build succeeded." above "1 Error(s)", and the exit code is 0. The task `Error` with the same
# text fails it; so does the fragment when it sets `Success = false` as well. A compiled task returns `!Log.HasLoggedErrors` by custom.
# Expected: a build that has logged an error has failed. A script, or CI, that goes by the exit code takes it for a success.
set -euo pipefail
version=10.0.401
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
printf '{ "sdk": { "version": "%s", "rollForward": "latestFeature" } }\n' "$version" >global.json
cat >probe.proj <<'P'
<Project>
  <UsingTask TaskName="LogsAnError" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll">
    <Task><Code Type="Fragment" Language="cs">Log.LogError("It failed.");</Code></Task>
  </UsingTask>
  <UsingTask TaskName="SaysSo" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll">
    <Task><Code Type="Fragment" Language="cs">Log.LogError("It failed."); Success = false;</Code></Task>
  </UsingTask>
  <Target Name="LogError"><LogsAnError /><Message Importance="high" Text="next task" /></Target>
  <Target Name="LogErrorAndSuccessFalse"><SaysSo /><Message Importance="high" Text="next task" /></Target>
  <Target Name="Error"><Error Text="It failed." /><Message Importance="high" Text="next task" /></Target>
</Project>
P
seen=
for target in LogError LogErrorAndSuccessFalse Error; do
    code=0
    output=$(dotnet build probe.proj -t:"$target" -nologo) || code=$?
    result=$(grep -o 'Build succeeded\|Build FAILED' <<<"$output")
    errors=$(grep -o '[0-9]* Error(s)' <<<"$output")
    next=$(grep -q 'next task' <<<"$output" && echo runs || echo 'does not run')
    echo "$target: $result, $errors, exit code $code, the next task $next"
    seen+="$result $code;"
done
[ "$seen" = 'Build succeeded 0;Build FAILED 1;Build FAILED 1;' ] || { echo "The behaviour has changed (SDK $(dotnet --version))."; exit 1; }
