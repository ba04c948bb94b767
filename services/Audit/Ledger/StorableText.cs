using System.Diagnostics.CodeAnalysis;

namespace PenguinMails.Audit.Ledger;

/// <summary>
/// Postgres' text type takes every character but NUL. A record with a NUL must not be lost; its body keeps the original text.
/// </summary>
internal static class StorableText
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) => text?.Replace('\0', '\uFFFD');
}
