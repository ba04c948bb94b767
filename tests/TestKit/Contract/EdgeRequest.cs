using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PenguinMails.TestKit;

/// <summary>One request.</summary>
/// <param name="Operation">Method and path, as the document names them.</param>
/// <param name="Path">The path with its places.</param>
/// <param name="Method">The method.</param>
internal sealed record EdgeRequest(string Operation, string Path, HttpMethod Method)
{
    /// <summary>What stands in the path's places.</summary>
    public Dictionary<string, string> Places { get; init; } = [];

    public Dictionary<string, string> Query { get; init; } = [];

    public string? Body { get; init; }

    public string? BodyType { get; init; }

    public EdgeRequest With(string name, string value) => this with { Query = new(Query, StringComparer.Ordinal) { [name] = value } };

    public HttpRequestMessage ToMessage() => new(Method, Address)
    {
        Content = Body is null ? null : new StringContent(Body, Encoding.UTF8, BodyType!),
    };

    public override string ToString() => $"{Method} {Shortened(Address)} {Shortened(Body ?? "")}";

    private string Address => Places.Aggregate(Path, (path, place) => path.Replace($"{{{place.Key}}}", Uri.EscapeDataString(place.Value), StringComparison.Ordinal))
        + (Query.Count == 0 ? "" : "?" + string.Join('&', Query.Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}")));

    private static string Shortened(string text) => text.Length > 300 ? $"{text[..300]}…" : text;
}

/// <summary>JSON that is written as it is.</summary>
[JsonConverter(typeof(RawJsonConverter))]
internal sealed record RawJson(string Text);

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text, skipInputValidation: true);
}
