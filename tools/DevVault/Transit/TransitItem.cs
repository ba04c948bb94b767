using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>The parameters of one operation: of the request itself, or of one item of a batch.</summary>
internal sealed class TransitItem
{
    private static readonly Dictionary<string, FieldType> Schema = new(StringComparer.Ordinal)
    {
        ["plaintext"] = FieldType.Text,
        ["ciphertext"] = FieldType.Text,
        ["context"] = FieldType.Text,
        ["nonce"] = FieldType.Text,
        ["key_version"] = FieldType.Integer,
        ["input"] = FieldType.Text,
        ["signature"] = FieldType.Text,
        ["hmac"] = FieldType.Text,
    };

    private const string Error = "error";

    private readonly FieldData _fields;

    private TransitItem(Dictionary<string, object?> raw)
    {
        _fields = new(Schema, raw);
        if (_fields.Problem() is { } problem)
        {
            throw new TransitException(problem);
        }
    }

    public int KeyVersion => (int)Math.Clamp(_fields.Integer("key_version"), int.MinValue, int.MaxValue);

    public bool Has(string name) => _fields.Has(name);

    public string Text(string name) => _fields.Text(name);

    /// <exception cref="TransitException">Not base64.</exception>
    public byte[] Bytes(string name) => GoBase64.Decode(_fields.Text(name), out var problem) ?? throw new TransitException(problem);

    /// <exception cref="TransitException">Not base64.</exception>
    public byte[] Context() => GoBase64.Decode(_fields.Text("context"), out _) ?? throw new TransitException("failed to base64-decode context");

    /// <summary>
    /// Runs <paramref name="act"/> on the request, or on each item of its batch. An item of a batch that fails shows its error in
    /// its place and leaves the others alone.
    /// </summary>
    public static LogicalResponse Run(LogicalRequest request, Func<TransitItem, Dictionary<string, object?>> act)
    {
        object? batch = null;
        if (request.Data?.TryGetValue("batch_input", out batch) != true || batch is null)
        {
            return One(request.Data ?? new(StringComparer.Ordinal), act);
        }

        if (batch is not List<object?> items)
        {
            return LogicalResponse.Invalid("failed to parse batch input: expected a list");
        }

        return items.Count == 0
            ? LogicalResponse.Invalid("missing batch input to process")
            : OfBatch(request, items.ConvertAll(item => OfBatch(item, act)));
    }

    private static LogicalResponse One(Dictionary<string, object?> raw, Func<TransitItem, Dictionary<string, object?>> act)
    {
        try
        {
            return LogicalResponse.Of(act(new(raw)));
        }
        catch (TransitException problem)
        {
            return LogicalResponse.Invalid(problem.Message);
        }
    }

    private static Dictionary<string, object?> OfBatch(object? item, Func<TransitItem, Dictionary<string, object?>> act)
    {
        try
        {
            var result = act(new(item as Dictionary<string, object?> ?? new(StringComparer.Ordinal)));
            result["reference"] = ReferenceOf(item);
            return result;
        }
        catch (TransitException problem)
        {
            return new(StringComparer.Ordinal) { [Error] = problem.Message, ["reference"] = ReferenceOf(item) };
        }
    }

    private static string ReferenceOf(object? item) =>
        (item as Dictionary<string, object?>)?.GetValueOrDefault("reference") as string ?? string.Empty;

    /// <summary>One item that failed makes the whole answer a failure, unless the request chose another status.</summary>
    private static LogicalResponse OfBatch(LogicalRequest request, List<Dictionary<string, object?>> results)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["batch_results"] = results };
        return results.Exists(result => result.ContainsKey(Error))
            ? new() { Data = data, StatusCode = FailureStatus(request, results) }
            : LogicalResponse.Of(data);
    }

    private static int FailureStatus(LogicalRequest request, List<Dictionary<string, object?>> results) =>
        results.Exists(result => !result.ContainsKey(Error))
        && request.Data!.GetValueOrDefault("partial_failure_response_code") is { } chosen
        && int.TryParse(chosen.ToString(), out var status)
        && status is >= 100 and < 600
            ? status
            : StatusCodes.Status400BadRequest;
}
