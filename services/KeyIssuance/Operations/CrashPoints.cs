using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace PenguinMails.KeyIssuance.Operations;

/// <summary>
/// Places where a test can end this process with SIGKILL, to see that what comes after a restart is right. Without
/// <see cref="KeyIssuanceOptions.CrashAt"/>, which the Development environment alone accepts, they do nothing.
/// </summary>
internal sealed class CrashPoints(IOptions<KeyIssuanceOptions> options)
{
    private static readonly string[] Boundaries = ["before", "done", "after"];

    private static readonly string[] Inner = ["stage.in_vault", "promote.grace_fixed", "promote.in_vault", "promote.on_server"];

    private readonly string? _crashAt = options.Value.CrashAt;

    /// <summary>Every point of a kind, in order: <c>{kind}.{step}.{before|done|after}</c> and those inside steps.</summary>
    public static IEnumerable<string> Of(OperationKind kind) =>
        from step in OperationPlans.StepsOf(kind)
        from point in Boundaries.Take(1)
            .Concat(Inner.Where(inner => inner.StartsWith(step + ".", StringComparison.Ordinal)).Select(inner => inner[(step.Length + 1)..]))
            .Concat(Boundaries.Skip(1))
        select $"{kind.Name()}.{step}.{point}";

    public void Hit(string point)
    {
        if (point == _crashAt)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
