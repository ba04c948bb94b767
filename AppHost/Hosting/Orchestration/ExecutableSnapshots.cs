using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Translates what the orchestrator says of a process into the state of a resource.</summary>
internal static class ExecutableSnapshots
{
    private const string ProcessId = "executable.pid";
    private const string ExitCode = "resource.exitCode";

    /// <summary>Nothing of an earlier process is left.</summary>
    public static CustomResourceSnapshot AsStarting(this CustomResourceSnapshot snapshot) => snapshot with
    {
        State = KnownResourceStates.Starting,
        ExitCode = null,
        StartTimeStamp = null,
        StopTimeStamp = null,
        HealthReports = [.. snapshot.HealthReports.Select(report => report with { Status = null, Description = null, ExceptionText = null })],
        IsReady = false,
        Properties = snapshot.Properties.RemoveAll(property => property.Name is ProcessId or ExitCode),
    };

    public static CustomResourceSnapshot With(
        this CustomResourceSnapshot snapshot, IResource resource, ExecutableConfiguration configuration)
    {
        var properties = snapshot.Properties.Where(property => property.Name == ResourceDisplay.ParentName).ToList();
        if (resource is ProjectResource project)
        {
            properties.Add(new("project.path", project.GetProjectMetadata().ProjectPath));
        }

        properties.Add(new("executable.path", configuration.Command));
        properties.Add(new("executable.workDir", configuration.WorkingDirectory));
        properties.Add(new("executable.args", configuration.Args) { IsSensitive = true });
        return snapshot with
        {
            Properties = [.. properties],
            EnvironmentVariables =
            [
                .. configuration.Environment
                    .OrderBy(variable => variable.Name, StringComparer.Ordinal)
                    .Select(variable => new EnvironmentVariableSnapshot(variable.Name, variable.IsSecret ? "(hidden)" : variable.Value, IsFromSpec: true)),
            ],
        };
    }

    public static CustomResourceSnapshot With(this CustomResourceSnapshot snapshot, ExecutableStatus status)
    {
        var state = StateOf(status);
        var properties = snapshot.Properties.RemoveAll(property => property.Name is ProcessId or ExitCode);
        if (status.Pid is > 0 and var pid)
        {
            properties = properties.Add(new(ProcessId, pid));
        }

        if (status.ExitCode is { } exitCode)
        {
            properties = properties.Add(new(ExitCode, exitCode));
        }

        return snapshot with
        {
            State = state,
            ExitCode = status.ExitCode,
            StartTimeStamp = status.StartupTimestamp?.ToUniversalTime(),
            StopTimeStamp = status.FinishTimestamp?.ToUniversalTime(),
            Properties = properties,
            IsReady = snapshot.IsReady && state?.Text == KnownResourceStates.Running,
            Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = state?.Text != KnownResourceStates.Running })],
        };
    }

    private static ResourceStateSnapshot? StateOf(ExecutableStatus status) => status.State switch
    {
        "Running" => KnownResourceStates.Running,
        "Stopping" => KnownResourceStates.Stopping,
        "Finished" or "Terminated" => KnownResourceStates.Finished,
        "FailedToStart" => new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
        _ => KnownResourceStates.Starting,
    };
}
