using System.Text.RegularExpressions;

namespace PenguinMails.ServiceDefaults;

/// <summary>Says what is wrong with a JSON body and where, each cause in its own words.</summary>
/// <remarks>System.Text.Json tells its causes apart by their messages alone; a message that is not known here is a wrong type.</remarks>
internal static partial class UnreadableBody
{
    private const string Root = "$";

    public static FieldErrors ErrorsOf(JsonException failure)
    {
        var (errors, path) = (new FieldErrors(), failure.Path ?? Root);
        // The reader itself stumbled: its exception is within.
        if (failure.InnerException is JsonException)
        {
            return errors.Require(false, path, "Is not valid JSON from here on.");
        }

        if (Missing().Match(failure.Message) is { Success: true } missing)
        {
            foreach (var name in Name().Matches(missing.Groups["names"].Value).Select(match => match.Groups["name"].Value))
            {
                errors.Require(false, $"{path}.{name}", "Is required.");
            }

            return errors;
        }

        return errors.Require(
            false,
            path,
            Unknown().IsMatch(failure.Message) ? "Is not a known field here."
                : Duplicate().IsMatch(failure.Message) ? "Stands here twice; give it once."
                : Null().IsMatch(failure.Message) ? "Must not be null."
                : "Has the wrong type.");
    }

    [GeneratedRegex("missing required properties including: (?<names>.*)$", RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();

    [GeneratedRegex("could not be mapped to any .NET member", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Unknown();

    [GeneratedRegex("^Duplicate property", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Duplicate();

    [GeneratedRegex("doesn't allow (setting )?null values", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Null();
}
