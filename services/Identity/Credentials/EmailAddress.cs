namespace PenguinMails.Identity.Credentials;

/// <summary>
/// An e-mail address as users are found by it (docs/adr/0059-one-mailbox-one-account.md): in lower case and composed, its domain as people read it and
/// without the root's dot. However a mailbox is written, it is one account's.
/// </summary>
internal static class EmailAddress
{
    /// <summary>The longest address: 64 characters, '@', 255 characters (RFC 5321, 4.5.3.1).</summary>
    public const int MaxLength = 320;

    private const string Signs = "!#$%&'*+-/=?^_`{|}~.@"; // of an unquoted local part, and of a domain (RFC 5322, 3.2.3)

    private const string CodedLabel = "xn--"; // RFC 5890, 2.3.2.1

    private static readonly IdnMapping Domains = new();

    /// <summary>The one form of an address that <see cref="IsPlausible(string)"/>.</summary>
    /// <param name="read">Composes what is beyond ASCII: this process runs without ICU.</param>
    /// <param name="email">The address as somebody wrote it.</param>
    /// <returns>Null when it has none: its letters stand for what no address has.</returns>
    public static async Task<string?> NormaliseAsync(DatabaseTransaction read, string email)
    {
        var at = email.LastIndexOf('@');
        var local = email[..at].ToLowerInvariant();
        var labels = email[(at + 1)..].ToLowerInvariant().TrimEnd('.').Split('.');
        var readable = labels.Select(ReadableLabel).ToArray();
        var domain = string.Join('.', readable);
        var form = Ascii.IsValid(local) && Ascii.IsValid(domain)
            ? $"{local}@{domain}"
            // A coded label is read if that is its only spelling: else it could be read as somebody else's domain.
            : await read.ScalarAsync<string>(
                """
                select normalize(lower(normalize(@local, nfc)), nfc) || '@' || string_agg(
                    normalize(lower(normalize(case when normalize(readable, nfkc) = readable then readable else label end, nfkc)), nfkc), '.' order by place)
                from unnest(@labels, @readable) with ordinality domain (label, readable, place)
                """,
                new { local, labels, readable });
        return IsPlausible(form!) ? form : null;
    }

    /// <summary>Whether mail can be addressed there: its domain has no empty label, but for the root's, and none that is too long.</summary>
    public static bool IsReachable(string email)
    {
        try
        {
            return Domains.GetAscii(email[(email.LastIndexOf('@') + 1)..]).Length > 1;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // What decodes to signs that no address has stays as it is.
    private static string ReadableLabel(string label)
    {
        if (!label.StartsWith(CodedLabel, StringComparison.Ordinal))
        {
            return label;
        }

        try
        {
            var readable = Domains.GetUnicode(label).ToLowerInvariant();
            return readable.EnumerateRunes().All(symbol => IsWritten(symbol) || symbol.Value == '-') ? readable : label;
        }
        catch (ArgumentException)
        {
            return label;
        }
    }

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

    private static bool IsPlausible(Rune symbol) => IsWritten(symbol) || (symbol.IsAscii && Signs.Contains((char)symbol.Value));

    private static bool IsWritten(Rune symbol) => Rune.IsLetterOrDigit(symbol)
        || Rune.GetUnicodeCategory(symbol) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Names an address in tables that also hold unknown ones.</summary>
    public static byte[] Hash(string email) => SHA256.HashData(Encoding.UTF8.GetBytes(email));
}
