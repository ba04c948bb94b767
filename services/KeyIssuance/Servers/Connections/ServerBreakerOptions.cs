using System.ComponentModel.DataAnnotations;

namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>Section <c>KeyIssuance:Breaker</c>: when the circuit of a server that does not answer opens, and for how long.</summary>
public sealed class ServerBreakerOptions
{
    /// <summary>Failed connections in a row, over all secrets of a server, after which no more are tried. Default 3.</summary>
    [Range(1, 100)]
    public int Failures { get; set; } = 3;

    /// <summary>The first cool-down; it doubles with every probe that fails. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan FirstCoolDown { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest time between two attempts. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan MaxCoolDown { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a server is away before operations that can be given up no longer wait for it: a restart shall fail nobody's rotation.
    /// Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What a cool-down is multiplied with, so that servers which failed together are not tried together.</summary>
    internal static double Jitter() => 0.5 + (RandomNumberGenerator.GetInt32(1001) / 2000.0);
}
