using System.Net;

namespace PenguinMails.Audit.VaultTrail.Configuration;

internal sealed class VaultTrailOptionsValidator : OptionsRules<VaultTrailOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    protected override IEnumerable<(bool Holds, string Failure)> Rules(VaultTrailOptions options) =>
    [
        (options.File is null || Path.IsPathFullyQualified(options.File), "Audit:VaultTrail:File must be an absolute path."),
        (options.Listen is null || (IPEndPoint.TryParse(options.Listen, out var listen) && listen.Port != 0),
            "Audit:VaultTrail:Listen must be an IP address and a port, such as 127.0.0.1:8300."),
        (!string.IsNullOrWhiteSpace(options.Reader), "Audit:VaultTrail:Reader must name an AppRole."),
        (IsBetween(options.PollInterval, Shortest, Minute), "Audit:VaultTrail:PollInterval must be from 10 ms to one minute."),
        (options.ExplanationWindow > TimeSpan.Zero && options.ExplanationWindow <= Hour, "Audit:VaultTrail:ExplanationWindow must be positive, and at most an hour."),
        (IsBetween(options.Lateness, TimeSpan.Zero, Hour), "Audit:VaultTrail:Lateness must be from zero to an hour."),
        (IsBetween(options.CallInterval, Shortest, Minute), "Audit:VaultTrail:CallInterval must be from 10 ms to one minute."),
        (IsBetween(options.Silence, TimeSpan.FromSeconds(1), Hour) && options.Silence > options.CallInterval,
            "Audit:VaultTrail:Silence must be from one second to an hour, and longer than CallInterval."),
        (IsBetween(options.JudgeInterval, Shortest, Minute), "Audit:VaultTrail:JudgeInterval must be from 10 ms to one minute."),
    ];
}
