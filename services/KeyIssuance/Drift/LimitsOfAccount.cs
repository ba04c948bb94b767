namespace PenguinMails.KeyIssuance.Drift;

/// <summary>What ends the use of an account however good its keys are. A person can say that it is meant.</summary>
internal static class LimitsOfAccount
{
    public static IEnumerable<Observation> Of(AccountCheckOutcome.Checked check) => check.Limits.Select(limit => new Observation(
        DriftKinds.AccountLimit, null, $"The account's keys are accepted, but {limit.Text}.", RepairsItself: false)
    { Mark = MarkOf(limit) });

    public static IEnumerable<string> MarksOf(AccountCheckOutcome.Checked check) => check.Limits.Select(MarkOf);

    // Not with the dates, which move with every change of a password; but what was accepted beforehand is another finding once it is in force.
    public static string MarkOf(AccountLimit limit) => Observation.MarkOf($"{limit.Name} {limit.IsInForce}");
}
