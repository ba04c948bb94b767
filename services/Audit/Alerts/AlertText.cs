namespace PenguinMails.Audit.Alerts;

/// <summary>
/// The words of an alert as people and their tools may safely show them: names in it can be what a stranger typed. What moves or hides
/// text becomes U+FFFD, and nothing in it is a link.
/// </summary>
internal static class AlertText
{
    private const string Link = "://";
    private const string NoLink = "[:]//";

    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var symbol in text.EnumerateRunes()) // half of a pair comes as U+FFFD
        {
            safe.Append(IsSafe(symbol) ? symbol.ToString() : "\uFFFD");
        }

        return safe.Replace(Link, NoLink).ToString();
    }

    // Format: above all the marks that turn the direction of writing.
    private static bool IsSafe(Rune symbol) => Rune.GetUnicodeCategory(symbol) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse);
}
