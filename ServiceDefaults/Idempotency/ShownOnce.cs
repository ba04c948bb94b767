using System.Text.Json.Serialization;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// The 201 answer to a POST that made something with a secret, which is in this answer only. It is not remembered: a repeated request with the same
/// <c>Idempotency-Key</c> does nothing again, and is told where to find what was made.
/// </summary>
public abstract record ShownOnce : IResult
{
    [JsonIgnore]
    public string Location { get; init; } = "";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status201Created;
        httpContext.Response.Headers.Location = Location;
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsJsonAsync(this, GetType(), httpContext.RequestAborted);
    }
}
