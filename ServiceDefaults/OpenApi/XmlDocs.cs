using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PenguinMails.ServiceDefaults;

/// <summary>The code's own documentation comments: descriptions of the document's schemas and fields.</summary>
internal static partial class XmlDocs
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <returns>The type's summary; <see langword="null"/> if it has none.</returns>
    public static string? Of(Type type) => TextOf(Find(type)?.Element("summary"));

    /// <returns>The property's summary, or the record's <c>param</c> of that name; <see langword="null"/> if there is neither.</returns>
    public static string? Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        var own = Members(type.Assembly).GetValueOrDefault($"P:{NameOf(type)}.{property.Name}")?.Element("summary");
        return TextOf(own ?? Find(type)?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name));
    }

    private static XElement? Find(Type type) => Members(type.Assembly).GetValueOrDefault($"T:{NameOf(type)}");

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static IReadOnlyDictionary<string, XElement> Members(Assembly assembly) => Files.GetOrAdd(assembly, static of =>
    {
        var file = Path.ChangeExtension(of.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
            : new Dictionary<string, XElement>(StringComparer.Ordinal);
    });

    private static string? TextOf(XElement? element) =>
        element is not null && Blanks().Replace(string.Concat(element.Nodes().Select(TextOf)), " ").Trim() is { Length: > 0 } text
            ? Null().Replace(text, match => match.Value[0] == 'N' ? "Absent" : "absent")
            : null;

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" or "para" } quoted => $"`{quoted.Value}`",
        XElement reference => $"`{NameIn(reference)}`",
        _ => "",
    };

    // Fields are referred to by their C# name.
    private static string NameIn(XElement reference)
    {
        var name = reference.Attribute("name")?.Value ?? reference.Attribute("langword")?.Value ?? reference.Attribute("cref")?.Value.Split('.')[^1] ?? reference.Value;
        return JsonNamingPolicy.CamelCase.ConvertName(name);
    }

    // What is null in the code is left out of the JSON.
    [GeneratedRegex(@"\b[Nn]ull\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Null();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
