using PenguinMails.KeyIssuance.Reveals;

namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>A secret as a platform service reads it; <see cref="ServiceSecretAnswer"/> writes it.</summary>
/// <param name="Fields">The material by field name, as the type stores it.</param>
/// <param name="VersionId">The current version; the answer's <c>ETag</c> too, in quotes.</param>
/// <param name="LastRotated">When the version became current, UTC.</param>
/// <param name="CacheUntil">Until when it may be kept, in memory only, UTC. After that, ask again with <c>If-None-Match</c>.</param>
[Example("""
    {"fields":{"username":"admin@acme.example","password":"…","host":"127.0.10.1","port":"587","encryption":"starttls"},
    "versionId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001","lastRotated":"2026-11-29T09:00:00Z","cacheUntil":"2026-11-29T09:12:30Z"}
    """)]
public sealed record ServiceSecret(IReadOnlyDictionary<string, string> Fields, Guid VersionId, DateTimeOffset LastRotated, DateTimeOffset CacheUntil)
{
    public override string ToString() => $"[secret version {VersionId}, redacted]";
}

/// <summary>Writes a <see cref="ServiceSecret"/>, whose fields are never made into strings.</summary>
internal sealed class ServiceSecretAnswer(CurrentVersion version, PlainTextFields fields, DateTimeOffset cacheUntil) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (fields)
        {
            var response = httpContext.Response;
            response.ContentType = "application/json; charset=utf-8";
            EntityTag.Write(response, version.VersionId);
            await using var json = new Utf8JsonWriter(response.BodyWriter);
            json.WriteStartObject();
            json.WritePropertyName("fields");
            json.WriteRawValue(fields.Json.Span, skipInputValidation: true);
            json.WriteString("versionId", version.VersionId);
            json.WriteString("lastRotated", version.PromotedAt);
            json.WriteString("cacheUntil", cacheUntil);
            json.WriteEndObject();
            await json.FlushAsync(httpContext.RequestAborted);
        }
    }
}

/// <summary>The client's own copy is of the current version.</summary>
internal sealed class NotModifiedAnswer(CurrentVersion version) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        EntityTag.Write(httpContext.Response, version.VersionId);
        return Task.CompletedTask;
    }
}

/// <summary>Versions as entity tags (RFC 9110, 8.8.3 and 13.1.2).</summary>
internal static class EntityTag
{
    public static void Write(HttpResponse response, Guid versionId)
    {
        response.Headers.ETag = Of(versionId);
        response.Headers.CacheControl = "no-store";
    }

    public static bool Matches(string? ifNoneMatch, Guid versionId) =>
        ifNoneMatch is not null && ifNoneMatch.Split(',').Select(tag => tag.Trim()).Any(tag => tag == Of(versionId) || tag == $"W/{Of(versionId)}");

    private static string Of(Guid versionId) => $"\"{versionId}\"";
}
