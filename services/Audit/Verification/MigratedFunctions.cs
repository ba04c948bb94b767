using System.Text.RegularExpressions;

namespace PenguinMails.Audit.Verification;

/// <summary>The functions of the database as the migrations make them: the text between the dollars, which Postgres keeps as it is.</summary>
internal static partial class MigratedFunctions
{
    private static readonly Lazy<IReadOnlyDictionary<string, (string Source, bool IsOwners)>> Read = new(ReadAll);

    /// <summary>By name: the source, and whether it runs with its owner's rights.</summary>
    public static IReadOnlyDictionary<string, (string Source, bool IsOwners)> All => Read.Value;

    private static Dictionary<string, (string Source, bool IsOwners)> ReadAll()
    {
        var functions = new Dictionary<string, (string Source, bool IsOwners)>(StringComparer.Ordinal);
        var assembly = typeof(MigratedFunctions).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            foreach (Match made in Function().Matches(reader.ReadToEnd()))
            {
                functions[made.Groups["name"].Value] = (made.Groups["source"].Value, made.Groups["head"].Value.Contains("security definer", StringComparison.Ordinal));
            }
        }

        return functions;
    }

    [GeneratedRegex(@"^create (or replace )?function (?<name>\w+)\((?<head>.*?)\$\$(?<source>.*?)\$\$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Function();
}
