using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>What the API answers to sign-in and refresh.</summary>
internal sealed record PlainTextTokens(string AccessToken, string RefreshToken, int ExpiresIn, SignedInUser User)
{
    public override string ToString() => "tokens (redacted)";

    public static async Task<PlainTextSession> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tokens = await response.Content.ReadFromJsonAsync<PlainTextTokens>(cancellationToken)
            ?? throw new HttpRequestException("The API's answer to a sign-in is empty.");
        return new PlainTextSession(tokens.User, tokens.AccessToken, now + TimeSpan.FromSeconds(tokens.ExpiresIn), tokens.RefreshToken);
    }
}

/// <summary>What the API answers to a step-up.</summary>
internal sealed record PlainTextGrant(string Grant, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "grant (redacted)";
}

/// <summary>A refusal of the API, handed on to the page as it is.</summary>
internal sealed class ApiRefusal(int status, string? mediaType, byte[] body, string? retryAfter) : IResult
{
    public static async Task<ApiRefusal> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        await response.Content.ReadAsByteArrayAsync(cancellationToken),
        response.Headers.RetryAfter?.ToString());

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = mediaType;
        if (retryAfter is not null)
        {
            response.Headers.RetryAfter = retryAfter;
        }

        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
