namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Words that people and their tools may safely show: names in them can be what a stranger typed. What moves or hides
/// text becomes U+FFFD, and nothing in it is a link.
/// </summary>
public static class SafeText
{
    private const string Link = "://";
    private const string NoLink = "[:]//";

    /// <param name="text">The words.</param>
    /// <param name="keepsLines">Whether line ends are kept.</param>
    public static string Of(string text, bool keepsLines = false)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var symbol in text.EnumerateRunes()) // half of a pair comes as U+FFFD
        {
            safe.Append(IsSafe(symbol) || (keepsLines && symbol.Value == '\n') ? symbol.ToString() : "\uFFFD");
        }

        return safe.Replace(Link, NoLink).ToString();
    }

    // Format: above all the marks that turn the direction of writing.
    private static bool IsSafe(Rune symbol) => Rune.GetUnicodeCategory(symbol) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse);
}
