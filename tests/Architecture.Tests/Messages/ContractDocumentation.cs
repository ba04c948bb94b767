using System.Text.RegularExpressions;
using System.Xml.Linq;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Architecture.Tests.Messages;

/// <summary>What the contracts' own comments say.</summary>
internal static partial class ContractDocumentation
{
    private static readonly Dictionary<string, XElement> Members = XDocument
        .Load(Path.ChangeExtension(typeof(IEvent).Assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    public static string? OfType(Type type) => Text(Members.GetValueOrDefault($"T:{type.FullName}")?.Element("summary"));

    /// <param name="jsonName">The parameter's name, in camel case.</param>
    public static string? OfParameter(Type record, string jsonName) => Text(
        Members.GetValueOrDefault($"T:{record.FullName}")?.Elements("param")
            .FirstOrDefault(param => string.Equals((string?)param.Attribute("name"), jsonName, StringComparison.OrdinalIgnoreCase)));

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var parts = element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => Words((string)see.Attribute("cref")!),
            XElement other => other.Value,
            _ => "",
        });
        return Spaces().Replace(string.Concat(parts), " ").Trim();
    }

    // A class of constants stands for its values: readers of JSON do not know its name.
    private static string Words(string reference)
    {
        var values = typeof(IEvent).Assembly.GetType(reference[2..])?.GetFields().Where(field => field.IsLiteral).Select(field => field.GetRawConstantValue());
        return values?.Any() == true ? string.Join(", ", values) : reference.Split('.')[^1];
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
