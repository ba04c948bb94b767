namespace PenguinMails.Identity.Credentials;

/// <summary>An e-mail address as users are found by it: lower case.</summary>
internal static class EmailAddress
{
    /// <summary>The longest address: 64 characters, '@', 255 characters (RFC 5321, 4.5.3.1).</summary>
    public const int MaxLength = 320;

    private const string Signs = "!#$%&'*+-/=?^_`{|}~.@"; // of an unquoted local part, and of a domain (RFC 5322, 3.2.3)

    public static string Normalise(string email) => email.ToLowerInvariant();

    /// <summary>
    /// Whether it can be an address at all. Something typed into the wrong field mostly is not, and is recorded nowhere; neither is text that
    /// would run, link or turn where the ledger is shown.
    /// </summary>
    public static bool IsPlausible(string email) =>
        email.Length is > 2 and <= MaxLength
        && email.IndexOf('@', StringComparison.Ordinal) is var at and > 0
        && at == email.LastIndexOf('@')
        && at < email.Length - 1
        && email.EnumerateRunes().All(IsPlausible);

    private static bool IsPlausible(Rune symbol) => Rune.IsLetterOrDigit(symbol)
        || Rune.GetUnicodeCategory(symbol) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        || (symbol.IsAscii && Signs.Contains((char)symbol.Value));

    /// <summary>Names an address in tables that also hold unknown ones.</summary>
    public static byte[] Hash(string email) => SHA256.HashData(Encoding.UTF8.GetBytes(email));
}
