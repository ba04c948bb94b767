namespace PenguinMails.AdminQuery.Rebuilding;

/// <summary>When the list of tenants is rebuilt by itself: section <c>AdminQuery:Rebuilding</c>.</summary>
public sealed class RebuildOptions
{
    public const string Section = "AdminQuery:Rebuilding";

    /// <summary>
    /// A report of tenants is missing for so long: then the list is rebuilt. One that was handed to an instance which has ended comes again sooner.
    /// Default 15 s, 1 s to a day.
    /// </summary>
    public TimeSpan MissingAfter { get; set; } = TimeSpan.FromSeconds(15);
}

internal sealed class RebuildOptionsValidator : OptionsRules<RebuildOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(RebuildOptions options) =>
    [
        (IsBetween(options.MissingAfter, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), $"{RebuildOptions.Section}:MissingAfter must be from a second to a day."),
    ];
}
