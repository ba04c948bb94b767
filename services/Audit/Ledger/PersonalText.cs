using System.Text.RegularExpressions;

namespace PenguinMails.Audit.Ledger;

/// <summary>Texts as those see them who may not see whom they name.</summary>
internal static partial class PersonalText
{
    private const string LeftOut = "(left out)";

    /// <summary>Without the addresses in it.</summary>
    public static string WithoutAddresses(string text) => Addresses().Replace(text, LeftOut);

    // Mail addresses, and numeric addresses of both kinds; a time of day is none.
    [GeneratedRegex(
        @"[^\s@<>""'(),;:]+@[^\s@<>""'(),;:]+|\b\d{1,3}(\.\d{1,3}){3}\b|(?<![\w:])(?=[0-9a-f:]*::|([0-9a-f]{1,4}:){4})[0-9a-f:]{3,45}(?![\w:])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Addresses();
}
