namespace PenguinMails.ServiceDefaults;

/// <summary>Collects the invalid fields of a request, so that all of them are reported together.</summary>
public sealed class FieldErrors
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReasonLength = 500;

    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    /// <summary>What is wrong with JSON that could not be read, and where.</summary>
    public static FieldErrors Of(JsonException failure) => UnreadableBody.ErrorsOf(failure);

    /// <summary>Records that <paramref name="field"/> (its JSON name) is wrong unless <paramref name="valid"/>.</summary>
    public FieldErrors Require(bool valid, string field, string message)
    {
        if (!valid)
        {
            if (!_errors.TryGetValue(field, out var messages))
            {
                _errors[field] = messages = [];
            }

            messages.Add(message);
        }

        return this;
    }

    /// <summary>The value, where there is one, must be one of these.</summary>
    public FieldErrors RequireOneOf(string? value, IReadOnlyList<string> allowed, string field) =>
        Require(value is null || allowed.Contains(value), field, $"Must be one of {string.Join(", ", allowed)}.");

    /// <summary>A reason as history and audit keep it: one line of at most <see cref="MaxReasonLength"/> characters.</summary>
    public FieldErrors RequireReason(string? reason, bool required) => this
        .Require(!required || !string.IsNullOrWhiteSpace(reason), "reason", "Say why; it is kept in history and audit.")
        .Require((reason?.Length ?? 0) <= MaxReasonLength, "reason", $"Must have at most {MaxReasonLength} characters.")
        .Require(reason?.Any(char.IsControl) != true, "reason", "Must not contain control characters.");

    /// <summary>The 400 answer with every error.</summary>
    public ApiProblem ToProblem() => new(ProblemCatalog.ValidationFailed)
    {
        Errors = _errors.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal),
    };
}
