using System.Text.Json.Serialization;

namespace PenguinMails.ServiceDefaults;

/// <summary>202: something is durable and will be done; <c>Location</c> leads to its progress. Its JSON is the body.</summary>
public abstract record Accepted : IResult
{
    [JsonIgnore]
    public string Location { get; init; } = "";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
        httpContext.Response.Headers.Location = Location;
        return httpContext.Response.WriteAsJsonAsync(this, GetType(), httpContext.RequestAborted);
    }
}
