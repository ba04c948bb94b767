using System.Net;

namespace PenguinMails.Audit.VaultTrail.Configuration;

/// <summary>Validates the options and reports all failures together.</summary>
internal sealed class VaultTrailOptionsValidator : IValidateOptions<VaultTrailOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    public ValidateOptionsResult Validate(string? name, VaultTrailOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(VaultTrailOptions options)
    {
        if (options.File is not null && !Path.IsPathFullyQualified(options.File))
        {
            yield return "Audit:VaultTrail:File must be an absolute path.";
        }

        if (options.Listen is not null && (!IPEndPoint.TryParse(options.Listen, out var listen) || listen.Port == 0))
        {
            yield return "Audit:VaultTrail:Listen must be an IP address and a port, such as 127.0.0.1:8300.";
        }

        if (string.IsNullOrWhiteSpace(options.Reader))
        {
            yield return "Audit:VaultTrail:Reader must name an AppRole.";
        }

        if (options.PollInterval < Shortest || options.PollInterval > TimeSpan.FromMinutes(1))
        {
            yield return "Audit:VaultTrail:PollInterval must be from 10 ms to one minute.";
        }

        if (options.ExplanationWindow <= TimeSpan.Zero || options.ExplanationWindow > TimeSpan.FromHours(1))
        {
            yield return "Audit:VaultTrail:ExplanationWindow must be positive, and at most an hour.";
        }

        if (options.Lateness < TimeSpan.Zero || options.Lateness > TimeSpan.FromHours(1))
        {
            yield return "Audit:VaultTrail:Lateness must be from zero to an hour.";
        }

        if (options.JudgeInterval < Shortest || options.JudgeInterval > TimeSpan.FromMinutes(1))
        {
            yield return "Audit:VaultTrail:JudgeInterval must be from 10 ms to one minute.";
        }
    }
}
