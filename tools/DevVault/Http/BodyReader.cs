using System.Buffers;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Http;

/// <summary>Reads request bodies, up to the 32 MiB that Vault accepts.</summary>
internal static class BodyReader
{
    private const int MostBytes = 32 << 20;

    /// <summary>The parameters of a write: a JSON object, or a form. Null when there is no body.</summary>
    /// <exception cref="RefusedException">Neither, or too large.</exception>
    public static async ValueTask<Dictionary<string, object?>?> ParametersAsync(HttpContext http)
    {
        var body = await WholeAsync(http);
        if (FormBody.IsForm(http.Request.ContentType, body.Span))
        {
            return FormBody.Parse(body.Span);
        }

        try
        {
            return JsonReader.ReadRequest(body.Span) switch
            {
                null => null,
                Dictionary<string, object?> parameters => parameters,
                _ => throw NotJson(StatusCodes.Status400BadRequest),
            };
        }
        catch (JsonParseException problem)
        {
            return problem.IsEmpty ? null : throw Malformed(problem);
        }
    }

    /// <summary>The body of the endpoints that stand outside the API proper (init, unseal).</summary>
    /// <exception cref="RefusedException">Not a JSON object.</exception>
    public static async ValueTask<Dictionary<string, object?>> ObjectAsync(HttpContext http, string typeName)
    {
        var body = await WholeAsync(http);
        try
        {
            return JsonReader.ReadRequest(body.Span) switch
            {
                null => new(StringComparer.OrdinalIgnoreCase),
                Dictionary<string, object?> members => IgnoringCase(members),
                var other => throw RefusedException.Invalid(
                    $"failed to parse JSON input: json: cannot unmarshal {KindOf(other)} into Go value of type {typeName}"),
            };
        }
        catch (JsonParseException problem)
        {
            throw problem.IsEmpty ? RefusedException.Invalid(problem.Message) : Malformed(problem);
        }
    }

    public static string KindOf(object? value) => value switch
    {
        string => "string",
        bool => "bool",
        JsonNumber => "number",
        List<object?> => "array",
        _ => "object",
    };

    /// <summary>As Go fills a struct: by name in any case, the last one wins.</summary>
    private static Dictionary<string, object?> IgnoringCase(Dictionary<string, object?> members)
    {
        var all = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in members)
        {
            all[name] = value;
        }

        return all;
    }

    /// <exception cref="RefusedException">It is too large; a limit of JSON that its beginning breaks is named first.</exception>
    private static async ValueTask<ReadOnlyMemory<byte>> WholeAsync(HttpContext http)
    {
        var (body, isWhole) = await BytesAsync(http);
        if (isWhole)
        {
            return body;
        }

        try
        {
            _ = JsonReader.ReadRequest(body.Span);
        }
        catch (JsonParseException problem) when (problem.Message.Contains("exceeds", StringComparison.Ordinal))
        {
            throw Malformed(problem);
        }
        catch (JsonParseException)
        {
            // Cut off, so it says nothing.
        }

        throw NotJson(StatusCodes.Status413PayloadTooLarge);
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Body, bool IsWhole)> BytesAsync(HttpContext http)
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Min(http.Request.ContentLength ?? 1024, MostBytes) + 1);
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer.GetMemory(), http.RequestAborted)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > MostBytes)
            {
                return (buffer.WrittenMemory, false);
            }
        }

        return (buffer.WrittenMemory, true);
    }

    private static RefusedException Malformed(JsonParseException problem) => new(new(StatusCodes.Status500InternalServerError, problem.Message));

    private static RefusedException NotJson(int status) => new(new(status, "error parsing JSON"));
}
