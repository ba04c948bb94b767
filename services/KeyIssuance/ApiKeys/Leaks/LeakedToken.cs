using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace PenguinMails.KeyIssuance.ApiKeys.Leaks;

/// <summary>Something that a scanner found and that looks like a key, as GitHub's secret scanning sends it.</summary>
/// <param name="Token">What was found.</param>
/// <param name="Type">What the scanner takes it for.</param>
/// <param name="Url">Where it was found.</param>
/// <param name="Source">In what kind of place, such as <c>content</c> or <c>commit</c>.</param>
public sealed record PlainTextLeakedToken(
    [property: JsonPropertyName("token"), MaxLength(1024)] string Token,
    [property: JsonPropertyName("type"), MaxLength(128)] string? Type = null,
    [property: JsonPropertyName("url")] string? Url = null,
    [property: JsonPropertyName("source")] string? Source = null)
{
    public override string ToString() => "[leaked token, redacted]";

    /// <summary>Reads a report. Members that it does not know are another version's.</summary>
    /// <returns>Null when it is no list of such objects.</returns>
    internal static IReadOnlyList<PlainTextLeakedToken>? Read(byte[] body)
    {
        try
        {
            var tokens = JsonSerializer.Deserialize<List<PlainTextLeakedToken?>>(body);
            return tokens?.TrueForAll(token => token?.Token is not null) == true ? [.. tokens.Select(token => token!)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Whether it was a key.</summary>
/// <param name="TokenHash">SHA-256 of what was found, hexadecimal.</param>
/// <param name="TokenType">As in the report.</param>
/// <param name="Label">true_positive: it is, or was, a key of ours; a working one has been dealt with. false_positive: it never was.</param>
public sealed record LeakFeedback(
    [property: JsonPropertyName("token_hash")] string TokenHash,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("label"), OneOf(LeakFeedback.TruePositive, LeakFeedback.FalsePositive)] string Label)
{
    public const string TruePositive = "true_positive";
    public const string FalsePositive = "false_positive";

    internal static LeakFeedback Of(PlainTextLeakedToken token, bool isOurs) => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Token))), token.Type ?? "", isOurs ? TruePositive : FalsePositive);
}
