namespace PenguinMails.Audit.Reports.Unresolved;

/// <summary>How old an intent must be to be missed: a duration of ISO 8601, such as <c>PT5M</c>.</summary>
internal static class OlderThan
{
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(5);

    public static TimeSpan Parse(string? text, FieldErrors errors)
    {
        var age = text switch { null => Default, ['P', ..] => IsoDuration.Parse(text), _ => null };
        errors.Require(
            age >= TimeSpan.Zero && age <= UnresolvedIntents.LookBack,
            "olderThan",
            $"Must be an ISO 8601 duration from PT0S to P{UnresolvedIntents.LookBack.Days}D, such as PT5M.");
        return age ?? Default;
    }
}
