namespace PenguinMails.KeyIssuance.Operations;

/// <summary>
/// Places where a test can end this process with SIGKILL, to see that what comes after a restart is right. Without
/// <see cref="KeyIssuanceOptions.CrashAt"/>, which the Development environment alone accepts, they do nothing.
/// </summary>
internal sealed class CrashPoints(IOptions<KeyIssuanceOptions> options)
{
    /// <summary>Points inside steps, in order, between what a step does at one place and at the next.</summary>
    private static readonly Dictionary<string, string[]> Inner = new(StringComparer.Ordinal)
    {
        [OperationPlans.Stage] = ["made", "in_vault"],
        [OperationPlans.Promote] = ["grace_fixed", "in_vault", "on_server"],
        [OperationPlans.CleanUp] = ["staged_gone"],
        [OperationPlans.RemoveBootstrap] = ["off_server"],
        [OperationPlans.Destroy] = ["current_gone"],
        [OperationPlans.Remove] = ["keys_gone"],
        [OperationPlans.RollBack] = ["off_server"],
        [OperationPlans.Abandon] = ["tenant_gone", "admin_gone"],
        [OperationPlans.Repair] = ["on_server"],
    };

    private readonly string? _crashAt = options.Value.CrashAt;

    /// <summary>Every point of every kind.</summary>
    public static IEnumerable<string> All => Enum.GetValues<OperationKind>().SelectMany(Of).Concat(OfRollBack(OperationKind.Rotate));

    /// <summary>Every point of a kind, in order: <c>{kind}.{step}.{before|done|after}</c> and those inside steps.</summary>
    public static IEnumerable<string> Of(OperationKind kind) => OperationPlans.StepsOf(kind).SelectMany(step => Of(kind, step));

    /// <summary>Every point of the roll-back of a kind.</summary>
    public static IEnumerable<string> OfRollBack(OperationKind kind) => Of(kind, OperationPlans.RollBack);

    /// <param name="point">A point with its kind, or one inside a step that does not know its kind.</param>
    public void Hit(string point)
    {
        if (_crashAt is not null && (point == _crashAt || _crashAt.EndsWith("." + point, StringComparison.Ordinal)))
        {
            Process.GetCurrentProcess().Kill();
        }
    }

    private static IEnumerable<string> Of(OperationKind kind, string step) =>
        ((string[])["before", .. Inner.GetValueOrDefault(step, []), "done", "after"]).Select(point => $"{kind.Name()}.{step}.{point}");
}
