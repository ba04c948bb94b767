namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>The answer to a claimed reveal: a <see cref="RevealedSecret"/>, whose fields are never made into strings.</summary>
public sealed class RevealAnswer(Guid revealId, RevealableVersion version, PlainTextFields fields, RevealClaims claims, TimeProvider time, ILogger<RevealAnswer> log)
    : ClaimedAnswer(revealId, claims, log)
{
    /// <summary>How long the material may be shown.</summary>
    public static readonly TimeSpan ShownFor = TimeSpan.FromMinutes(15);

    private readonly Guid _revealId = revealId;

    protected override async Task SendAsync(HttpContext http)
    {
        using (fields)
        {
            var response = http.Response;
            response.ContentType = "application/json; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            await using var json = new Utf8JsonWriter(response.BodyWriter);
            json.WriteStartObject();
            json.WriteString("revealId", _revealId);
            json.WritePropertyName("fields");
            json.WriteRawValue(fields.Json.Span, skipInputValidation: true);
            json.WriteString("createdAt", version.CreatedAt);
            json.WriteString("lastRotated", version.PromotedAt);
            if (version.NextRotation is { } next)
            {
                json.WriteString("nextRotation", next);
            }

            json.WriteString("expiresAt", time.GetUtcNow() + ShownFor);
            json.WriteEndObject();
            await json.FlushAsync(http.RequestAborted);
        }
    }
}
