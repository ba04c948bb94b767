using System.Text.Json;

namespace PenguinMails.Identity.Tests.Fixtures;

internal static class Problems
{
    /// <summary>Asserts that the answer is a problem of that kind, and returns it.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(status), body);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), body);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo(code), body);
        return problem;
    }

    /// <summary>The body without the one thing that differs between two answers to the same mistake.</summary>
    public static async Task<string> WithoutTraceIdAsync(this HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        var traceId = response.Headers.GetValues("X-Trace-Id").Single();
        return $"{(int)response.StatusCode} {body.Replace(traceId, "", StringComparison.Ordinal)}";
    }
}
