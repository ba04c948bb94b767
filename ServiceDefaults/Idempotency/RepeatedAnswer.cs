namespace PenguinMails.ServiceDefaults;

/// <summary>The first answer, once more, byte for byte.</summary>
internal sealed class RepeatedAnswer(string location, string body) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.Location = location;
        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(body, Encoding.UTF8, httpContext.RequestAborted);
    }
}
