using System.Text.RegularExpressions;

namespace PenguinMails.Audit.Verification;

/// <summary>The tables that the migrations make, of this service and of its messages.</summary>
internal static partial class MigratedTables
{
    private static readonly Lazy<IReadOnlyList<string>> Read = new(() =>
    [
        .. from assembly in new[] { typeof(MigratedTables).Assembly, typeof(Database).Assembly }
           from name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
           from Match made in Table().Matches(TextOf(assembly, name))
           let table = made.Groups["name"].Value
           orderby table
           select table,
    ]);

    public static IReadOnlyList<string> All => Read.Value;

    private static string TextOf(System.Reflection.Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^create table (?<name>\w+) \(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Table();
}
