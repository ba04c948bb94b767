using System.ComponentModel.DataAnnotations;

namespace PenguinMails.KeyIssuance.Operations;

/// <summary>Section <c>KeyIssuance</c>.</summary>
public sealed class KeyIssuanceOptions
{
    /// <summary>Operations that one instance works at a time. Default 8.</summary>
    [Range(1, 256)]
    public int Workers { get; set; } = 8;

    /// <summary>
    /// Operations on one server (address and port) that run at a time, over all instances. Default 4. It counts as one less than
    /// <see cref="Workers"/> where it is more, so that a server that hangs never takes all of them.
    /// </summary>
    [Range(1, 256)]
    public int OperationsPerServer { get; set; } = 4;

    /// <summary>How long a silent worker keeps an operation before another takes it. Default 15 s; renewed three times as often.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often an idle instance polls for operations of other instances. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Attempts of a step before the operation is rolled back, or, where it never is, an alert is raised. Default 6.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 6;

    /// <summary>Wait after the first failed attempt; it doubles with every further one. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FirstBackOff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan MaxBackOff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Wait before an operation is taken up again after Vault or Postgres was away. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan DependencyRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Development tenants to enrol at start; see <c>Servers/Enrolment/DevelopmentTenants.cs</c>. Development only.</summary>
    public string? DevelopmentTenantsFile { get; set; }

    /// <summary><see cref="OperationsPerServer"/> as it counts.</summary>
    internal int EffectiveOperationsPerServer => Math.Min(OperationsPerServer, Math.Max(1, Workers - 1));

    /// <summary>Exponential with full jitter on its upper half.</summary>
    public TimeSpan BackOff(int attempts)
    {
        var full = Math.Min(MaxBackOff.TotalMilliseconds, FirstBackOff.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 30)));
        return TimeSpan.FromMilliseconds((full / 2) + RandomNumberGenerator.GetInt32((int)(full / 2) + 1));
    }
}
