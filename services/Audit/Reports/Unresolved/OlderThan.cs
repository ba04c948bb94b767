using System.Xml;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Reports.Unresolved;

/// <summary>How old an intent must be to be missed: a duration of ISO 8601, such as <c>PT5M</c>.</summary>
internal static class OlderThan
{
    private const int LongestText = 32;
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(5);

    public static TimeSpan Parse(string? text, FieldErrors errors)
    {
        var age = text is null ? Default : Duration(text);
        errors.Require(
            age >= TimeSpan.Zero && age <= UnresolvedIntents.LookBack,
            "olderThan",
            $"Must be an ISO 8601 duration from PT0S to P{UnresolvedIntents.LookBack.Days}D, such as PT5M.");
        return age ?? Default;
    }

    // XmlConvert takes months for 30 days and years for 365, which nobody may mean.
    private static TimeSpan? Duration(string text)
    {
        var date = text.Split('T')[0];
        if (text.Length > LongestText || !text.StartsWith('P') || date.Contains('Y') || date.Contains('M'))
        {
            return null;
        }

        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception invalid) when (invalid is FormatException or OverflowException)
        {
            return null;
        }
    }
}
