using System.Diagnostics.CodeAnalysis;

namespace PenguinMails.Audit.Ledger;

/// <summary>
/// Postgres' text takes every character but NUL, and nothing may be lost because somebody sent one. A record's body keeps it.
/// </summary>
internal static class StorableText
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) => text?.Replace('\0', '\uFFFD');
}
