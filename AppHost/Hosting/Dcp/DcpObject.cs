namespace Aspire.Hosting.Dcp;

/// <summary>An object of the orchestrator's API. Only what this host reads or writes is declared.</summary>
internal sealed record DcpObject<TSpec, TStatus>
{
    public string ApiVersion { get; init; } = "usvc-dev.developer.microsoft.com/v1";

    public required string Kind { get; init; }

    public required DcpMetadata Metadata { get; init; }

    public required TSpec Spec { get; init; }

    public TStatus? Status { get; init; }
}

internal sealed record DcpMetadata
{
    public required string Name { get; init; }

    public Dictionary<string, string>? Annotations { get; init; }

    public DateTime? CreationTimestamp { get; init; }

    public DateTime? DeletionTimestamp { get; init; }
}

/// <summary>An address that the orchestrator keeps, and behind which executables listen.</summary>
internal sealed record ServiceSpec
{
    public string Protocol { get; init; } = "TCP";

    public required string Address { get; init; }

    /// <summary>Null: any free port.</summary>
    public int? Port { get; init; }

    /// <summary>"Localhost", or "Proxyless" where the executable listens on the address itself.</summary>
    public required string AddressAllocationMode { get; init; }
}

internal sealed record ServiceStatus
{
    public string? EffectiveAddress { get; init; }

    public int? EffectivePort { get; init; }
}

internal sealed record ServiceProducer(string ServiceName, string Address, int? Port);

internal sealed record ExecutableSpec
{
    public required string ExecutablePath { get; init; }

    public required string WorkingDirectory { get; init; }

    // The API leaves empty lists out.
    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyList<DcpVariable> Env { get; init; } = [];

    public string ExecutionType { get; init; } = "Process";

    public DcpAmbientEnvironment AmbientEnvironment { get; init; } = new("Inherit");
}

internal sealed record DcpAmbientEnvironment(string Behavior);

internal sealed record DcpVariable(string Name, string Value);

internal sealed record ExecutableStatus
{
    /// <summary>Starting, Running, Stopping, Finished, Terminated or FailedToStart.</summary>
    public string? State { get; init; }

    public int? Pid { get; init; }

    public int? ExitCode { get; init; }

    public DateTime? StartupTimestamp { get; init; }

    public DateTime? FinishTimestamp { get; init; }
}
