namespace PenguinMails.AdminQuery.Projection;

/// <summary>
/// The one rule of health colours. A secret is red that is expired, unreachable, whose revocation is pending, or whose last operation that was to
/// make a version failed; yellow that is due within 7 days, or waits for somebody; else green. A tenant has the worst of its secrets.
/// </summary>
/// <param name="RedFrom">From when on it is red; null: it does not become red by passing time.</param>
/// <param name="YellowFrom">From when on it is yellow, while it is not red.</param>
internal sealed record Health(DateTimeOffset? RedFrom, DateTimeOffset? YellowFrom)
{
    public const string Red = "red";
    public const string Yellow = "yellow";
    public const string Green = "green";

    private const string PastRed = "red_from < @now";
    private const string PastYellow = "yellow_from < @now";

    /// <summary>The colour at <c>@now</c>, of a row with both times.</summary>
    public const string Sql = $"case when {PastRed} then '{Red}' when {PastYellow} then '{Yellow}' else '{Green}' end";

    /// <summary>The same as a condition for each colour, for the sake of the plan (<see cref="Statuses.IsOfType"/>).</summary>
    public static readonly IReadOnlyDictionary<string, string> Is = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Red] = PastRed,
        [Yellow] = $"({PastRed}) is not true and {PastYellow}",
        [Green] = $"({PastRed}) is not true and ({PastYellow}) is not true",
    };

    /// <summary>Sorts the worst first.</summary>
    public const string SqlRank = $"case when {PastRed} then 0 when {PastYellow} then 1 else 2 end";

    public static readonly IReadOnlyList<string> All = [Red, Yellow, Green];

    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);
    private static readonly DateTimeOffset Always = DateTimeOffset.UnixEpoch;

    public static Health Of(SecretState secret) => new(
        secret switch
        {
            { HasFailed: true } or { Status: SecretStatuses.RevocationPending or SecretStatuses.Unreachable } => Always,
            { Status: SecretStatuses.Active } => secret.NextRotation,
            _ => null,
        },
        secret.Status is SecretStatuses.Revoked or SecretStatuses.Provisioning or SecretStatuses.WaitingForDns ? Always : secret.NextRotation - Soon);

    /// <summary>A tenant without secrets waits for its first.</summary>
    public static Health OfTenant(IReadOnlyCollection<SecretState> secrets)
    {
        var all = secrets.Select(Of).ToList();
        return new Health(all.Min(health => health.RedFrom), all.Count == 0 ? Always : all.Min(health => health.YellowFrom));
    }
}
