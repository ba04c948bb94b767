using System.Buffers;
using Microsoft.AspNetCore.Http.Metadata;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Refuses U+0000 in bodies: it is a character of JSON that PostgreSQL's texts cannot hold. <see cref="DeclaredQuery"/> refuses it in queries.
/// </summary>
internal static class NulCharacter
{
    private const string Body = "$";
    public const string Message = "Must not contain the character U+0000; leave it out.";

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null || !request.HasJsonContentType())
        {
            await next(context);
            return;
        }

        // Nothing is consumed: the endpoint reads the same body from the same pipe.
        var body = await request.BodyReader.ReadAsync(context.RequestAborted);
        while (!body.IsCompleted && !body.IsCanceled)
        {
            request.BodyReader.AdvanceTo(body.Buffer.Start, body.Buffer.End);
            body = await request.BodyReader.ReadAsync(context.RequestAborted);
        }

        var field = HoldsNul(body.Buffer) ? FieldWithNul(body.Buffer) : null;
        request.BodyReader.AdvanceTo(body.Buffer.Start);
        await (field is null ? next(context) : new FieldErrors().Require(false, field, Message).ToProblem().ExecuteAsync(context));
    }

    // A backslash stands in no other place of JSON than in texts; after it, u0000 is the only way to write the character.
    private static bool HoldsNul(ReadOnlySequence<byte> body)
    {
        var reader = new SequenceReader<byte>(body);
        while (reader.TryAdvanceTo((byte)'\\'))
        {
            if (reader.IsNext("u0000"u8))
            {
                return true;
            }

            reader.Advance(Math.Min(1, reader.Remaining));
        }

        return false;
    }

    /// <returns>Where the character stands; null when the body is no JSON, which the endpoint refuses.</returns>
    private static string? FieldWithNul(ReadOnlySequence<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Find(document.RootElement, "");
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Find(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.String when element.GetString()!.Contains('\0') => path.Length == 0 ? Body : path,
        JsonValueKind.Object => element.EnumerateObject()
            .Select(member => member.Name.Contains('\0') ? Body : Find(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}"))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select((item, index) => Find(item, $"{path}[{index}]")).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
