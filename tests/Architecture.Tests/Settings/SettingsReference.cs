using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PenguinMails.Architecture.Tests.Assemblies;

namespace PenguinMails.Architecture.Tests.Settings;

/// <summary>The settings of all services, as the comments of their options say: each class names its section, each property its meaning and default.</summary>
internal static partial class SettingsReference
{
    private const string Head = """
        # Settings

        Generated from the options of the services; `CONTRIBUTING.md` says how to renew it. A setting is read from the configuration of .NET: in an environment
        variable, `:` is written `__` (`Audit__Reading__Records=500`). Times are written `hh:mm:ss`, with days in front where there are any
        (`1.12:00:00`). A service does not start while a setting is out of its bounds, and says all that are. What a development instance takes
        beside these is in the README.

        Identity, KeyIssuance, Rotation, Audit, AdminQuery and VaultOperations need `ConnectionStrings:messaging` (the broker) and each its own database
        (`ConnectionStrings:identity`, `keyissuance`, `rotation`, `audit`, `adminquery`, `vaultoperations`); Portal needs `ConnectionStrings:portal` alone. Who calls another service finds it at `services:{name}:http:0`.

        """;

    /// <summary>Classes of options that are no settings.</summary>
    private static readonly string[] NoSettings = ["KeyOptions"];

    /// <summary>The classes that do not say which section they are.</summary>
    public static IEnumerable<string> WithoutSection => All().Where(options => options.Sections.Count == 0 && !NoSettings.Contains(options.Name)).Select(options => options.Name);

    /// <summary>Every setting with its section, as <c>Audit:Reading:Records</c>.</summary>
    public static IEnumerable<string> Names() =>
        from options in All() from section in options.Sections from property in options.Properties select $"{section}:{property.Name}";

    public static string Write()
    {
        var text = new StringBuilder(Head);
        foreach (var options in All().Where(options => options.Sections.Count > 0).OrderBy(options => options.Sections[0], StringComparer.Ordinal).ThenBy(options => options.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {string.Join(", ", options.Sections.Select(section => $"`{section}`"))}\n{options.Summary}\n\n| setting | |\n|---|---|\n");
            foreach (var (name, summary) in options.Properties)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {summary.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<DescribedOptions> All() => ProductAssembly.Projects.SelectMany(project =>
    {
        var members = XDocument.Load(ProductAssembly.PathOf(project, "xml")).Descendants("member")
            .Select(member => (Name: (string)member.Attribute("name")!, Summary: TextOf(member.Element("summary")))).ToList();
        return members.Where(member => member.Name.StartsWith("T:", StringComparison.Ordinal) && member.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(type => new DescribedOptions(
                type.Name[(type.Name.LastIndexOf('.') + 1)..],
                SectionsIn(type.Summary),
                type.Summary,
                [.. members.Where(member => member.Name.StartsWith($"P:{type.Name[2..]}.", StringComparison.Ordinal)).Select(member => (member.Name[(type.Name.Length + 1)..], member.Summary))]));
    }).Where(options => options.Properties.Count > 0);

    private static IReadOnlyList<string> SectionsIn(string summary) => Sections().Match(summary) is { Success: true } found
        ? [.. Code().Matches(found.Value).Select(code => code.Groups["name"].Value)]
        : [];

    private static string TextOf(XElement? element) => element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } reference => $"`{(((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword")) ?? reference.Value).Split('.')[^1]}`",
        _ => "",
    })), " ").Trim();

    [GeneratedRegex("[Ss]ections? (`[^`]+`(, | and )?)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Sections();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Code();

    [GeneratedRegex("\\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Spaces();

    private sealed record DescribedOptions(string Name, IReadOnlyList<string> Sections, string Summary, IReadOnlyList<(string Name, string Summary)> Properties);
}
